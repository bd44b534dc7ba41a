/** Answers the last question again without making a new object; objects are the same when they are identical. */
export function rememberLast<Question extends readonly object[], Answer>(
  make: (...question: Question) => Answer,
): (...question: Question) => Answer {
  let memory: { question: Question; answer: Answer } | null = null;
  return (...question) => {
    const known = memory;
    if (known !== null && question.every((part, at) => part === known.question[at])) return known.answer;
    const answer = make(...question);
    memory = { question, answer };
    return answer;
  };
}
