import { z } from "zod";
import { alternatives } from "./schema";

/** What a schema takes, in words. */
export interface Described {
    /** E.g. `whole number, 1 to 300`. */
    readonly type: string;
    /** What it does, where the schema says so. */
    readonly words?: string;
    /** Value of who does not set it; undefined where there is none, or where the words say it. */
    readonly default?: unknown;
    readonly isRequired: boolean;
    /** Members of an object, of the objects in a list, and of their members: `entra.tenantId`, `pool[].endpoint`, `<name>.host`. */
    readonly members: readonly Member[];
}

/** A member of an object, by its path within the setting. */
export interface Member extends Described {
    readonly name: string;
}

/** Describes a schema from what it says of itself; a form of several is described with all of them. */
export function describe(schema: z.ZodType): Described {
    const meta = z.globalRegistry.get(schema);
    const inner = withoutMeta(schema);
    return { ...inner, words: meta?.description ?? inner.words, default: meta?.default ?? inner.default };
}

function withoutMeta(schema: z.ZodType): Described {
    const forms = alternatives(schema)?.map(describe);
    if (forms) {
        const types = forms.map(({ type }) => type);
        return leaf(
            oneOf(types),
            forms.flatMap(({ members }) => members),
        );
    }
    if (schema instanceof z.ZodOptional) return { ...describe(known(schema.unwrap())), isRequired: false };
    if (schema instanceof z.ZodDefault) {
        return { ...describe(known(schema.unwrap())), isRequired: false, default: schema.def.defaultValue };
    }
    if (schema instanceof z.ZodPipe) {
        return describe(known(schema.in instanceof z.ZodTransform ? schema.out : schema.in));
    }
    if (schema instanceof z.ZodObject) {
        const members = Object.entries(schema.shape).flatMap(([name, member]) => membersOf(name, known(member)));
        return leaf("object", members);
    }
    if (schema instanceof z.ZodArray) {
        const { type, members } = describe(known(schema.element));
        return leaf(
            `list of ${type.replace(/^(string|object)/, "$1s")}`,
            members.map((member) => ({ ...member, name: `[].${member.name}` })),
        );
    }
    if (schema instanceof z.ZodRecord) {
        const { members } = describe(known(schema.valueType));
        return leaf(
            "object",
            members.map((member) => ({ ...member, name: `<name>.${member.name}` })),
        );
    }
    if (schema instanceof z.ZodEnum) return leaf(oneOf(schema.options.map(code)));
    if (schema instanceof z.ZodLiteral) return leaf(oneOf([...schema.values].map(code)));
    if (schema instanceof z.ZodBoolean) return leaf("`true` or `false`");
    if (schema instanceof z.ZodNumber) return leaf(numberType(schema));
    if (schema.def.type === "string") return leaf("string");
    throw new Error(`a schema of type ${schema.def.type} has no description yet`);
}

/** Zod says of a part of a schema only that its core knows it. */
function known(schema: unknown): z.ZodType {
    return schema as z.ZodType;
}

function leaf(type: string, members: readonly Member[] = []): Described {
    return { type, members, isRequired: true };
}

function membersOf(name: string, schema: z.ZodType): Member[] {
    const described = describe(schema);
    const inner = described.members.map((member) => {
        const separator = member.name.startsWith("[") ? "" : ".";
        return { ...member, name: `${name}${separator}${member.name}` };
    });
    return [{ ...described, name, members: [] }, ...inner];
}

/** The largest number is none that anybody needs to know. */
function numberType({ minValue, maxValue, format }: z.ZodNumber): string {
    const type = format === null ? "number" : "whole number";
    return maxValue === null || maxValue >= 2_147_483_647
        ? `${type}, at least ${minValue}`
        : `${type}, ${minValue} to ${maxValue}`;
}

/** E.g. `a, b or c`. */
function oneOf(types: readonly string[]): string {
    return [types.slice(0, -1).join(", "), ...types.slice(-1)].filter((part) => part !== "").join(" or ");
}

function code(value: unknown): string {
    return `\`${String(value)}\``;
}
