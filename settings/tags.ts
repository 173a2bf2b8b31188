import { z } from "zod";
import { notLongerThan, text } from "./schema";

/** A tag of the catalogue, by which APIs are found and grouped. */
export interface Tag {
    /** Its identifier in the service: the name in lower case, with hyphens. */
    readonly id: string;
    /** As the catalogue shows it. */
    readonly name: string;
}

/** `tags` of the stack's configuration, or of one endpoint. */
export const tagsSchema = z
    .array(
        text("a tag's name")
            .regex(
                /^(?=.*[A-Za-z0-9])[^\p{C}*#&+:<>?]{1,80}$/u,
                "must be a tag's name: 1 to 80 characters with a letter or a digit among them, without * # & + : < > ?",
            )
            .superRefine(notLongerThan(160)),
        { error: "must be a list of tags, e.g. - credit risk" },
    )
    .transform((names) => names.map((name): Tag => ({ id: idOf(name), name })))
    .superRefine((tags, context) => {
        tags.forEach(({ id, name }, index) => {
            const twin = tags.slice(0, index).find((other) => other.id === id);
            if (!twin) return;
            context.addIssue({
                code: "custom",
                message: `lists "${name}" and "${twin.name}", which are one. Remove one`,
            });
        });
    });

/** Names of tags that differ and are one tag of the service, which would have the first one's; one line each. */
export function tagProblems(endpoints: readonly { readonly name: string; readonly tags: readonly Tag[] }[]): string[] {
    const first = new Map<string, { readonly tag: string; readonly endpoint: string }>();
    const problems = endpoints.flatMap(({ name: endpoint, tags }) =>
        tags.flatMap(({ id, name }) => {
            const { tag, endpoint: other } = first.get(id) ?? { tag: name, endpoint };
            first.set(id, { tag, endpoint: other });
            if (tag === name) return [];
            return `serving-gateway:tags: "${tag}" (endpoint "${other}") and "${name}" (endpoint "${endpoint}") are one tag. Write them alike`;
        }),
    );
    return problems;
}

function idOf(name: string): string {
    return name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-|-$/g, "");
}
