/** How often lists and pages of runs are read again, in milliseconds. */
export const refreshEvery = 4_000
