/**
 * danger: it grew instructions to the model, hides something, or says that it is harmless no longer. warning: the
 * model is told something else, or can do more. notice: anything else. All of them ask for `--accept`.
 */
export type ChangeSeverity = "danger" | "warning" | "notice";
