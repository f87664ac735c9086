/** Class names side by side; what is not there is left out. */
export const join = (...names: (string | false | null | undefined)[]) => names.filter(Boolean).join(' ');
