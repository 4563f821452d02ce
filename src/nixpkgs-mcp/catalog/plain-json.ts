const PLAIN = /^[ !#-[\]-~]*$/;

/** Whether JSON has the text as it is, between quotes: printable ASCII without quotes and backslashes. */
export function isPlainInJson(text: string): boolean {
  return PLAIN.test(text);
}
