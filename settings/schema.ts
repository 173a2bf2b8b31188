import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { notASetting } from "./notASetting";

/** Stands in a message for the key that it is about, as a command takes it. */
export const thisKey = "<key>";

/** Text that shows something; what is missing is told with what to set it to. */
export const text = (what: string) =>
    z
        .string({
            error: ({ input }) => {
                if (input === undefined) return `is missing. Set it to ${what}`;
                // YAML makes numbers and flags of texts that look like them.
                const isBare = ["number", "boolean"].includes(typeof input);
                return `must be a string${isBare ? ", in quotes" : ""}: ${what}`;
            },
        })
        .overwrite(withoutMidnight)
        .refine((value) => value === "" || /[^\s\p{C}]/u.test(value), {
            error: `must not be blank. Set it to ${what}`,
            abort: true,
        });

/** The engine passes on a date that has no quotes in YAML, e.g. an API's version, as its midnight, in the words of Go. */
function withoutMidnight(date: string): string {
    return date.replace(/^(\d{4}-\d\d-\d\d) 00:00:00 \+0000 UTC$/, "$1");
}

/**
 * Refuses a text that azure-native would refuse, which counts the lengths of API Management's specification in bytes.
 *
 * @param longest in bytes of UTF-8
 */
export function notLongerThan(longest: number) {
    return (value: string, context: z.RefinementCtx): void => {
        const bytes = Buffer.byteLength(value);
        if (bytes <= longest) return;
        const counted =
            bytes === value.length ? `${longest} characters` : `${longest} bytes of UTF-8; it has ${bytes} bytes`;
        context.addIssue({ code: "custom", message: `must not be longer than ${counted}` });
    };
}

/**
 * Text that a person reads in the catalogue: no control characters, which XML and the portal cannot show.
 *
 * @param longest in bytes of UTF-8, as azure-native counts the lengths of API Management's specification
 */
export const label = (what: string, longest: number) =>
    text(what)
        .min(1, `must not be empty. Leave it out, or set it to ${what}`)
        .superRefine(notLongerThan(longest))
        .regex(
            /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/,
            "must not contain control characters. Remove them",
        );

/**
 * Members of a structured value. A value that is no object is refused in plain words; keys that are no members are refused
 * with one line for each, in the order of the issue's `keys`.
 */
export const members = <Shape extends z.ZodRawShape>(shape: Shape) =>
    z.strictObject(shape, {
        error: (issue) => {
            if (issue.code === "invalid_type") return "must be an object with named members";
            if (issue.code !== "unrecognized_keys") return undefined;
            return (issue.keys as string[]).map((key) => notASetting(key, Object.keys(shape))).join("\n");
        },
    });

const formsOf = z.registry<{ readonly forms: unknown }>();

/** The forms of a schema that `formOf` made; undefined for every other schema. */
export function alternatives(schema: z.ZodType): readonly z.ZodType[] | undefined {
    return formsOf.get(schema)?.forms as readonly z.ZodType[] | undefined;
}

/**
 * One of several forms, chosen by what the value looks like, so that a refusal speaks of the form that was meant, and of all
 * forms where the value looks like none of them.
 *
 * @param forms all that it may choose, for descriptions
 */
export const formOf = <Value, Given>(
    choose: (value: unknown) => z.ZodType<Value>,
    forms: readonly z.ZodType[],
): z.ZodType<Value, Given> =>
    z
        .unknown()
        .transform((value, context): Value => {
            const result = choose(value).safeParse(value);
            if (result.success) return result.data;
            const ofNone =
                value !== undefined && result.error.issues.some(isOfAnotherType) ? noneOf(forms, value) : undefined;
            const issues = ofNone ? [ofNone] : result.error.issues;
            context.issues.push(...issues.map((issue) => ({ ...issue, input: undefined }) as never));
            return z.NEVER;
        })
        .register(formsOf, { forms }) as z.ZodType as z.ZodType<Value, Given>;

/** Whether a value as a whole is no value of the schema, e.g. a number where a text is expected. */
function isOfAnotherType({ path, code, ...issue }: z.core.$ZodIssue): boolean {
    return path.length === 0 && (code === "invalid_type" || (code === "invalid_value" && "values" in issue));
}

/** What each of the forms would have, in one issue; undefined where the value looks like one of them. */
function noneOf(forms: readonly z.ZodType[], value: unknown): z.core.$ZodIssue | undefined {
    const issues = forms.map((form) => form.safeParse(value).error?.issues.find(isOfAnotherType));
    const [first] = issues;
    if (!first || issues.includes(undefined)) return undefined;
    const all = issues.map((issue) => issue!.message.replace(/^must be /, ""));
    return { ...first, message: `must be ${[...new Set(all)].join(", or ")}` };
}

/** A resource id of Azure. @param what it is of, in words */
export const azureId = (type: string, what: string) =>
    text(what).regex(
        new RegExp(
            `^/subscriptions/[0-9a-f-]{36}/resourceGroups/[^/{}@"<>\\s]{1,90}/providers/${type}/[\\w-]{1,128}$`,
            "i",
        ),
        `must be ${what}: /subscriptions/.../providers/${type}/<name>`,
    );

/** A GUID in its usual form, as Azure writes client ids; the same one is the same text. */
export const guid = (what: string) =>
    text(what)
        .regex(
            /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
            `must be ${what}: a GUID, e.g. 5f0c1a2b-0000-0000-0000-000000000000`,
        )
        .toLowerCase();

/**
 * Data that goes into a policy document. API Management has no way to carry these literally: it reads `@(` and `@{` as
 * an expression and `{{...}}` as a named value, wherever they stand.
 */
export const policyData = (what: string) =>
    text(what)
        .min(1, "must not be empty")
        .max(1000, "must not be longer than 1000 characters")
        .regex(/^[^\p{Cc}\p{Cs}\uFFFE\uFFFF]*$/u, "must not contain control characters. Remove them")
        .regex(
            /^(?!.*(?:@[({]|\{\{|\}\})).*$/,
            "must not contain @( or @{ or {{ or }}, which API Management reads as policy code",
        );

/** @param what the fix, e.g. `a whole number of seconds from 1 to 300` */
export const wholeNumber = (smallest: number, largest: number, what: string) =>
    z
        .int({ error: (issue) => (issue.input === undefined ? `is missing. Set it to ${what}` : `must be ${what}`) })
        .min(smallest, `must be ${what}`)
        .max(largest, `must be ${what}`);

/** Databricks' rule. */
export const endpointName = text("the name of a serving endpoint").regex(
    /^[A-Za-z0-9_-]{1,63}$/,
    "must be a serving endpoint's name: 1 to 63 letters, digits, hyphens and underscores",
);

/** `true` or `false`; a text that says so is refused. */
export const flag = z.boolean({ error: "must be true or false" });

const off = z.literal(false, { error: "must be false" });

/** A setting that can be turned off. */
export const orFalse = <Schema extends z.ZodType>(schema: Schema) =>
    formOf<false | z.infer<Schema>, false | z.input<Schema>>(
        (value) => (value === false ? off : (schema as unknown as z.ZodType<z.infer<Schema>>)),
        [schema, off],
    );

type TextOrOutput = string | pulumi.Output<string>;

const output = z.custom<pulumi.Output<string>>(pulumi.Output.isInstance);

/**
 * Text that a program may have of another resource. What it is then is checked once that one is there: a preview may not know it.
 *
 * @param key where the text is, without `serving-gateway:`, e.g. `credential.pat`
 */
export const orOutput = (key: string, schema: z.ZodType<string>) => {
    const checked = (text: string) => {
        const [issue] = schema.safeParse(text).error?.issues ?? [];
        if (issue) throw new pulumi.RunError(`serving-gateway:${key}, which another resource gives, ${issue.message}`);
        return text;
    };
    const known = output.transform((text) => text.apply(checked));
    return formOf<TextOrOutput, TextOrOutput>((value) => (pulumi.Output.isInstance(value) ? known : schema), [schema]);
};

/** A structured setting that is not there: Pulumi knows no other default for one than an object without members. */
export const unlessEmpty = <Schema extends z.ZodType>(schema: Schema) =>
    z.preprocess<unknown, z.ZodOptional<Schema>, z.input<Schema> | undefined>(
        (value) => (typeof value === "object" && value && Object.keys(value).length === 0 ? undefined : value),
        schema.optional(),
    );
