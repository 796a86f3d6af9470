@weight(1, "Each column is centred by its own mean")
@given(X=matrices(3, 2))
def test_columns(learner, reference, X):
    close(learner.centre(X), reference.centre(X))
