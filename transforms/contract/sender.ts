import { isObject } from "../jsonObject";
import type { Inside } from "./shape";

/** Who sends it: what callers send may only be taken more widely, what they get may only become narrower. */
export type Sender = "request" | "answer";

/** What leaves a property, and its being required, to the other one to send (OpenAPI 3.0.3, 4.7.24). */
const leaves = { request: "readOnly", answer: "writeOnly" } as const;

/** More parts of one schema are not looked at. */
const mostParts = 64;

/** Whether a property is for this one to send, as it is unless a part of its schema leaves it to the other one. */
export function isSent(sender: Sender, { schemas }: Inside): boolean {
    const open = [...schemas];
    const seen = new Set<unknown>();
    for (const schema of open) {
        const value = schema.document.follow(schema)?.value;
        if (!isObject(value) || seen.has(value)) continue;
        if (seen.size === mostParts) break;
        seen.add(value);
        if (value[leaves[sender]] === true) return false;
        for (const parts of [value.allOf, value.anyOf, value.oneOf]) {
            if (Array.isArray(parts))
                open.push(...parts.slice(0, mostParts).map((part) => ({ ...schema, value: part })));
        }
    }
    return true;
}
