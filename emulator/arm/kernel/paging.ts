import { invalidFields, notImplemented } from "./armError";
import type { ArmAnswer, ArmRequest } from "./resourceType";

const pageSize = 100;

/** One page of a collection, by `$top` and `$skip`, with the address of the next one. */
export function pageOf(request: ArmRequest, items: readonly object[]): ArmAnswer {
    const unsupported = ["tags", "expandApiVersionSet", "$orderby"].find((name) => request.query.has(name));
    if (unsupported) throw notImplemented(`the query parameter '${unsupported}'`);
    const found = filtered(request.query.get("$filter"), items);
    const top = whole(request, "$top", 1) ?? pageSize;
    const skip = whole(request, "$skip", 0) ?? 0;
    const value = found.slice(skip, skip + top);
    const rest = found.length > skip + top;
    return {
        status: 200,
        body: { value, count: found.length, ...(rest ? { nextLink: nextLink(request, top, skip + top) } : {}) },
    };
}

function nextLink(request: ArmRequest, top: number, skip: number): string {
    const query = new URLSearchParams(request.query);
    query.set("$top", String(top));
    query.set("$skip", String(skip));
    return `${request.origin}${request.path}?${query}`;
}

function whole(request: ArmRequest, name: string, least: number): number | undefined {
    const value = request.query.get(name);
    if (value === null) return undefined;
    if (!/^\d+$/.test(value) || Number(value) < least) {
        throw invalidFields({ target: name, message: `Value should be a whole number of at least ${least}.` });
    }
    return Number(value);
}

/** The comparisons that clients use most: `name eq 'x'` and `contains|startswith|endswith(name, 'x')`. */
function filtered(filter: string | null, items: readonly object[]): readonly object[] {
    if (!filter) return items;
    const equal = /^\s*([\w/]+)\s+eq\s+'((?:[^']|'')*)'\s*$/.exec(filter);
    const call = /^\s*(contains|startswith|endswith)\(\s*([\w/]+)\s*,\s*'((?:[^']|'')*)'\s*\)\s*$/.exec(filter);
    if (!equal && !call) throw notImplemented(`the $filter expression ${JSON.stringify(filter)}`);
    const [verb, field, quoted] = equal ? ["eq", equal[1]!, equal[2]!] : [call![1]!, call![2]!, call![3]!];
    const wanted = quoted.replaceAll("''", "'").toLowerCase();
    return items.filter((item) => {
        const actual = String(memberOf(item, field) ?? "").toLowerCase();
        if (verb === "contains") return actual.includes(wanted);
        if (verb === "startswith") return actual.startsWith(wanted);
        return verb === "endswith" ? actual.endsWith(wanted) : actual === wanted;
    });
}

function memberOf(item: object, field: string): unknown {
    const { name, properties } = item as { name?: unknown; properties?: Record<string, unknown> };
    return field === "name" ? name : properties?.[field.replace(/^properties\//, "")];
}
