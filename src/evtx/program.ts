/** Thrown by a program when a record holds what its shape did not promise; the record is then rendered the plain way. */
export const IRREGULAR = new Error('irregular record');
/** Thrown by a compiler for structures that only the plain way renders. */
export const UNSUPPORTED = new Error('unsupported structure');
