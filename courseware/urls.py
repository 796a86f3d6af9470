"""Every address of the site."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from courseware.views import classroom, course, exercise, health, home, runs, settling

at_exercise: list[URLPattern | URLResolver] = [
    path("", exercise.exercise, name="exercise"),
    path("variant/", exercise.variant, name="variant"),
    path("hint/", exercise.hint, name="hint"),
    path("solution/", exercise.solution, name="solution"),
    path("draft/", exercise.draft, name="draft"),
    path("run/", runs.run, name="run"),
    path("understood/", exercise.understood, name="understood"),
]

in_offering: list[URLPattern | URLResolver] = [
    path("", course.course, name="course"),
    path("enrol/", course.enrol, name="enrol"),
    path("progress/", course.progress, name="course-progress"),
    path("class.csv", classroom.csv, name="class-csv"),
    path("class/", classroom.class_page, name="class"),
    path("class/<int:enrolment>/", classroom.learner, name="learner"),
    path("class/<int:enrolment>/<slug:topic>/<slug:exercise>/", classroom.learner_work, name="learner-work"),
    path("class/settle/<int:submission>/", settling.settle, name="settle"),
    path("<slug:topic>/", course.topic, name="topic"),
    path("<slug:topic>/<slug:exercise>/", include(at_exercise)),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("join/", home.join, name="join"),
    path("account/", home.account, name="account"),
    path("progress/", home.progress, name="progress"),
    path("courses/<slug:offering>/", include(in_offering)),
    path("submissions/<int:pk>/", exercise.submission, name="submission"),
    path("runs/<int:pk>/", runs.run_result, name="run-result"),
    path("health/", health.health, name="health"),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "courseware.views.errors.bad_request"
handler500 = "courseware.views.errors.broken"
handler403 = "courseware.views.errors.forbidden"
