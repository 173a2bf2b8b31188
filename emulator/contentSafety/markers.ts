/**
 * What stands for harm in a text: `[hate:4]` is Hate of severity 4, `[attack]` an attack on the prompt. The real service
 * classifies texts; what it would find in one cannot be known here.
 */
const marker = (name: string) => new RegExp(`\\[${name}:([0-7])\\]`, "gi");

/** Severity of a category in a text, 0 to 7: the highest that a marker says. */
export function severityOf(text: string, category: string): number {
    return Math.max(0, ...[...text.matchAll(marker(category))].map(([, severity]) => Number(severity)));
}

/** Whether a text attacks the prompt. */
export function isAttack(text: string): boolean {
    return /\[attack\]/i.test(text);
}
