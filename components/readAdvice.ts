/**
 * What to do about a resource of Azure that azure-native cannot read: only a refusal is a matter of the settings.
 *
 * @param error of azure-native, which names the status as `Status=503`
 * @param refused what to do where Azure refuses the call
 */
export function readAdvice({ message }: Error, refused: string): string {
    const [, status] = /\bStatus(?:Code)?=(\d{3})\b/.exec(message) ?? [];
    if (status === "429") return "Azure limits the rate of calls. Run the command again in a minute.";
    if (status?.startsWith("5")) return "Azure failed to answer. Run the command again in a few minutes.";
    return refused;
}
