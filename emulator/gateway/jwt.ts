import type { JWTPayload } from "jose" with { "resolution-mode": "import" };

/** A token that a policy found good, as expressions see it (`Jwt`). */
export class Jwt {
    constructor(private readonly payload: JWTPayload) {}

    /** `Subject`, which is null in C# where there is none. */
    get subject(): string | undefined {
        return this.payload.sub;
    }

    /** `Claims.GetValueOrDefault(name, byDefault)`: the values of a claim, with commas between them. */
    claim(name: string, byDefault: string): string {
        const value = Object.hasOwn(this.payload, name) ? this.payload[name] : undefined;
        if (value === undefined || value === null) return byDefault;
        return Array.isArray(value) ? value.map(String).join(",") : String(value);
    }
}
