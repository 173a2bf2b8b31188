import { invalidFields, notImplemented } from "./armError";

/** What one member of `properties` may hold (the REST specification, 2024-05-01). */
export interface Field {
    readonly type: "string" | "boolean" | "number" | "object" | "array";
    readonly required?: true | undefined;
    /** Least characters, items, or the least number. */
    readonly min?: number;
    /** Most characters, items, or the greatest number. */
    readonly max?: number;
    readonly pattern?: RegExp;
    /** A number that need not be whole. */
    readonly fraction?: true;
    readonly values?: readonly string[];
    /** Accepted and not shown: a GET does not return it. */
    readonly writeOnly?: true;
    /** The service's own; what a client sends for it is ignored. */
    readonly readOnly?: true;
    /** Values that the real service takes and the emulator has no behaviour for. */
    readonly unsupported?: (value: unknown) => boolean;
    /** @returns why the value is refused */
    readonly check?: (value: unknown) => string | undefined;
}

/** The members that `properties` of a type may have. Others are refused. */
export type Fields = Readonly<Record<string, Field>>;
/** `properties` of an entity, as JSON. */
export type Properties = Record<string, unknown>;

/**
 * The members of `input` that the table knows, each checked.
 * A null counts as not sent, because Azure's clients send nulls for what their user left out.
 * @param partial a PATCH: nothing is required, and a null clears the member
 * @throws ArmError ValidationError naming every wrong member, or NotImplemented
 */
export function checkFields(fields: Fields, input: Properties, partial = false): Properties {
    const wrong: { target: string; message: string }[] = [];
    const checked: Properties = {};
    for (const [name, value] of Object.entries(input)) {
        const field = fields[name];
        if (!field) {
            wrong.push({ target: name, message: `Could not find member '${name}'.` });
        } else if (value === null || value === undefined) {
            if (partial && field.required) wrong.push({ target: name, message: `Value is required for '${name}'.` });
            else if (partial) checked[name] = null;
        } else if (!field.readOnly) {
            const message = problem(field, value);
            if (message) wrong.push({ target: name, message });
            else if (field.unsupported?.(value)) throw notImplemented(named(name, value));
            else checked[name] = value;
        }
    }
    if (!partial) {
        for (const [name, field] of Object.entries(fields)) {
            const absent = input[name] === undefined || input[name] === null;
            if (field.required && absent) wrong.push({ target: name, message: `Value is required for '${name}'.` });
        }
    }
    if (wrong.length > 0) throw invalidFields(...wrong);
    return checked;
}

/** Objects are not shown: a backend's credentials are one. */
function named(name: string, value: unknown): string {
    return typeof value === "object" ? `'${name}'` : `'${name}' with the value ${JSON.stringify(value)}`;
}

function problem(field: Field, value: unknown): string | undefined {
    const actual = Array.isArray(value) ? "array" : typeof value;
    if (actual !== field.type) return `Value should be of type ${field.type}, not ${actual}.`;
    if (typeof value === "string" || Array.isArray(value)) {
        const unit = typeof value === "string" ? "characters" : "items";
        if (field.min !== undefined && value.length < field.min) return `Value is shorter than ${field.min} ${unit}.`;
        if (field.max !== undefined && value.length > field.max) return `Value is longer than ${field.max} ${unit}.`;
    }
    if (typeof value === "number") {
        const { min = -Infinity, max = Infinity } = field;
        if (!field.fraction && !Number.isInteger(value)) return "Value should be a whole number.";
        if (value < min || value > max) return `Value should be between ${min} and ${max}.`;
    }
    if (typeof value === "string") {
        if (field.pattern && !field.pattern.test(value))
            return `Value should match the pattern ${field.pattern.source}`;
        if (field.values && !field.values.includes(value)) return `Value should be one of ${field.values.join(", ")}.`;
    }
    return field.check?.(value);
}

/** A text between `min` and `max` characters. */
export function text(max: number, min = 0): Field {
    return { type: "string", min, max };
}

/** One of a closed list of texts. */
export function oneOf(...values: string[]): Field {
    return { type: "string", values };
}

/** A whole number. */
export function whole(min: number, max: number): Field {
    return { type: "number", min, max };
}

/** An object with these members and no others. */
export function objectOf(members: Fields): Field {
    return { type: "object", check: (value) => memberProblem(members, value as Properties) };
}

/** An array whose items are all alike. */
export function arrayOf(item: Field, limits: { readonly min?: number; readonly max?: number } = {}): Field {
    const check = (value: unknown) => {
        const problems = (value as unknown[]).map((entry, index) => ({ index, message: nested(item, entry) }));
        const wrong = problems.find(({ message }) => message !== undefined);
        return wrong && `[${wrong.index}]: ${wrong.message}`;
    };
    return { type: "array", ...limits, check };
}

/** An object whose members may have any name and are all alike. */
export function mapOf(member: Field): Field {
    const check = (value: unknown) => {
        const members = Object.keys(value as Properties).map((name) => [name, member] as const);
        return memberProblem(Object.fromEntries(members), value as Properties);
    };
    return { type: "object", check };
}

function memberProblem(members: Fields, value: Properties): string | undefined {
    for (const [name, member] of Object.entries(value)) {
        const field = members[name];
        if (!field) return `Could not find member '${name}'.`;
        const message = member === null ? undefined : nested(field, member, name);
        if (message) return `${name}: ${message}`;
    }
    const missing = Object.entries(members).find(([name, field]) => field.required && (value[name] ?? null) === null);
    return missing && `Value is required for '${missing[0]}'.`;
}

function nested(field: Field, value: unknown, name = "a member"): string | undefined {
    const message = problem(field, value);
    if (!message && field.unsupported?.(value)) throw notImplemented(named(name, value));
    return message;
}

/** A member that is true or false. */
export const flag: Field = { type: "boolean" };
/** A text of any length. */
export const anyText: Field = { type: "string" };
/** An object whose members are not checked. */
export const anyObject: Field = { type: "object" };
/** A list whose items are not checked. */
export const anyArray: Field = { type: "array" };

/** A member that the service takes and the emulator has no behaviour for. */
export function unsupported(field: Field, when: (value: unknown) => boolean = () => true): Field {
    return { ...field, unsupported: when };
}

/** The field, without which a PUT is refused. */
export function required(field: Field): Field {
    return { ...field, required: true };
}

/** The field, which no answer shows: a secret. */
export function writeOnly(field: Field): Field {
    return { ...field, writeOnly: true };
}

/** A member that the service sets. What a request sends of it has no effect. */
export const readOnly: Field = { type: "object", readOnly: true };
