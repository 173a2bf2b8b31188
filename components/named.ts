/** Names that a line has. */
const most = 10;

/** Names in a line of a message. What they are too many for is counted. @example "churn, wine and 3 more" */
export function named(names: readonly string[]): string {
    const others = names.length - most;
    return names.slice(0, most).join(", ") + (others > 0 ? ` and ${others} more` : "");
}
