import assert from "node:assert/strict";

/** What the engine tells of a resource, below its heading. */
export interface Told {
    /** Type and name, e.g. `azure-native:apimanagement:Api (churn)`. */
    readonly heading: string;
    readonly text: string;
}

/** What the engine's output says at its end, by resource. */
export function diagnostics(output: string): Told[] {
    const [, list = ""] = output.split(/^Diagnostics:$/m);
    return [...list.matchAll(/^ {2}(\S[^\n]*):\n((?: {4}[^\n]*\n?|\n)*)/gm)].map(([, heading, text]) => ({
        heading: heading!,
        text: text!.trimEnd(),
    }));
}

/** The errors that are told below a resource of the endpoint. */
export function errorsOf(endpoint: string, output: string): Told[] {
    return errors(output).filter(({ heading }) => heading.includes(endpoint));
}

/** All errors that are told, but for the engine's own summary of them. */
export function errors(output: string): Told[] {
    return diagnostics(output).filter(({ text }) =>
        /^ *error: (?!update failed|(?:resource )?destroy failed)\S/m.test(text),
    );
}

/** Holds that nothing is shown that nobody should see, or that tells nobody anything. */
export function assertSilent(output: string, secrets: Iterable<string>): void {
    for (const secret of secrets) {
        assert.ok(!output.includes(secret), `the output holds a secret: ${output.replaceAll(secret, "<SECRET>")}`);
    }
    const unclear = [
        /^\s+at .+:\d+:\d+\)?$/m,
        /unhandled (exception|rejection)/i,
        /\b(Type|Reference|Range|Syntax)Error\b/,
        /\[object Object\]|\bundefined\b/,
    ];
    for (const pattern of unclear) assert.doesNotMatch(output, pattern);
}

/** Holds that what failed is told in one text. */
export function assertTold(
    { told }: { readonly told: readonly Told[] },
    { output }: { readonly output: string },
): void {
    assert.ok(told.length > 0, `nothing tells what failed:\n${output}`);
    const texts = new Set(told.map(({ text }) => text));
    assert.equal(texts.size, 1, `it is told in ${texts.size} texts:\n${[...texts].join("\n\n")}`);
}
