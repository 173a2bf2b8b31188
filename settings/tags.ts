import { type ModelId, modelInWords } from "../databricks/sources/sources";
import { z } from "zod";
import { flag, formOf, members, notLongerThan, text } from "./schema";
import { setting } from "./setting";

/** A tag of the catalogue, by which APIs are found and grouped. */
export interface Tag {
    /** Its identifier in the service: the name in lower case, with hyphens. */
    readonly id: string;
    /** As the catalogue shows it. */
    readonly name: string;
    /** It is in the service already, and stays there. @default false */
    readonly existing?: boolean;
}

const nameSchema = text("a tag's name")
    .regex(
        /^(?=.*[A-Za-z0-9])[^\p{C}*#&+:<>?]{1,80}$/u,
        "must be a tag's name: 1 to 80 characters, at least one of them a letter or a digit, without * # & + : < > ?",
    )
    .superRefine(notLongerThan(160));

const entrySchema = members({
    name: nameSchema.describe("Name of the tag."),
    existing: flag.default(false).describe("Whether the service has the tag already and keeps it."),
    id: text("the tag's identifier")
        .regex(/^[^*#&+:<>?/\s]{1,80}$/, "must be the tag's identifier in the service: up to 80 characters")
        .optional()
        .describe("Identifier of an existing tag. The default is the name in lower case, with hyphens."),
}).superRefine(({ id, existing }, context) => {
    if (id === undefined || existing) return;
    const message = "is for tags that exist already. Remove it, or set existing: true";
    context.addIssue({ code: "custom", path: ["id"], message });
});

function tagOf(entry: string | z.infer<typeof entrySchema>): Tag {
    if (typeof entry === "string") return { id: idOf(entry), name: entry };
    const { name, existing, id = idOf(name) } = entry;
    return { id, name, ...(existing && { existing }) };
}

const tagsSchema = z
    .array(
        formOf<string | z.infer<typeof entrySchema>, string | z.input<typeof entrySchema>>(
            (value) => (typeof value === "object" && value !== null ? entrySchema : nameSchema),
            [nameSchema, entrySchema],
        ),
        { error: "must be a list of tags, e.g. - credit risk" },
    )
    .transform((entries) => entries.map(tagOf))
    .superRefine((tags, context) => {
        tags.forEach(({ id, name }, index) => {
            // Azure compares identifiers without case.
            const twin = tags.slice(0, index).find((other) => other.id.toLowerCase() === id.toLowerCase());
            if (!twin) return;
            context.addIssue({
                code: "custom",
                message: `lists "${name}" and "${twin.name}", which are the same tag. Remove one`,
            });
        });
    });

/** Names of tags that differ and are one tag of the service, which would have the first one's; one line each. */
export function tagProblems(endpoints: readonly (ModelId & { readonly tags: readonly Tag[] })[]): string[] {
    const first = new Map<string, { readonly tag: string; readonly endpoint: string; readonly isExisting: boolean }>();
    const problems = endpoints.flatMap(({ tags, ...model }) => {
        const endpoint = modelInWords(model);
        return tags.flatMap(({ id, name, existing: isExisting = false }) => {
            const before = first.get(id) ?? { tag: name, endpoint, isExisting };
            const { tag, endpoint: other } = before;
            first.set(id, before);
            if (before.isExisting !== isExisting) {
                return (
                    `serving-gateway:tags: "${name}" has existing: true at only one of ${other} ` +
                    `and ${endpoint}. Set it at both, or at neither`
                );
            }
            if (tag === name) return [];
            return (
                `serving-gateway:tags: "${tag}" (${other}) and "${name}" (${endpoint}) ` +
                "are the same tag. Spell them the same way"
            );
        });
    });
    return problems;
}

function idOf(name: string): string {
    return name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-|-$/g, "");
}

export const tags = setting({
    schema: tagsSchema,
    default: [],
    at: ["stack", "endpoint"],
    words:
        "The tags that the catalogue shows each API under. An endpoint's list replaces the stack's. A text is a " +
        "tag that the " +
        "stack creates; its identifier is the text in lower case, with hyphens. An object can name a tag that exists.",
    example: ["models", { name: "Credit risk", existing: true }],
});
