import type picocolors from 'picocolors';

/** How text is coloured, or left as it is. */
export type Colors = ReturnType<typeof picocolors.createColors>;
