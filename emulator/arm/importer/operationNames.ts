/** Longest resource name that an import makes: 80 characters less room for a suffix. */
const longest = 76;

/** Gives operations their resource names, each only once within one API. */
export class OperationNames {
    private readonly taken = new Set<string>();

    /**
     * The resource name of an operation: lower case, every run of other characters a dash, 76 characters at most, and
     * `-1` to `-999` where the name is taken.
     * @returns undefined when all of those are taken.
     */
    claim(operationId: string): string | undefined {
        const name = normalize(operationId);
        for (let suffix = 0; suffix <= 999; suffix++) {
            const candidate = suffix === 0 ? name : `${name}-${suffix}`;
            if (this.taken.has(candidate)) continue;
            this.taken.add(candidate);
            return candidate;
        }
        return undefined;
    }
}

function normalize(operationId: string): string {
    const dashed = operationId.toLowerCase().replace(/[^a-z0-9]+/g, "-");
    return trimDashes(trimDashes(dashed).slice(0, longest));
}

function trimDashes(text: string): string {
    return text.replace(/^-/, "").replace(/-$/, "");
}
