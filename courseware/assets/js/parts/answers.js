// What a form answers, as pairs of name and value, and what a request of it sent.
const ofAnswers = (pairs) => [...pairs].filter(([name]) => name.startsWith("answer.")).map(([name, value]) => [name, String(value)]);

export const answersIn = (form) => ofAnswers(new FormData(form));
export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// null where nobody can say.
export const sent = (request) => (request.formData ? ofAnswers(request.formData) : null);
