import { canonicalJson } from "../canonical";
import type { ContractChange } from "./contractChange";
import { isObject, type JsonObject } from "../jsonObject";
import { under } from "../pointer";
import type { ContractDocument } from "./contractDocument";
import { quoted } from "../quoted";
import type { Reason } from "./reason";
import { insideOf, SchemaComparison } from "./schemaChanges";
import type { Sender } from "./sender";

/** A parameter, a body, an answer or a header where it stands: what has a schema, or one for each media type. */
export interface Part {
    readonly document: ContractDocument;
    readonly value: JsonObject;
    readonly pointer: string;
}

/** What changes for callers in the media types and schemas of a part. */
export function bodyChanges(name: string, before: Part, after: Part, sender: Sender): ContractChange[] {
    const changes = schemaChanges(name, before, after, sender);
    const [old, now] = [contentOf(before), contentOf(after)];
    for (const [type, media] of old) {
        const next = now.get(type) ?? rangeFor(type, now);
        const label = old.size > 1 || now.size > 1 ? `${name} as ${quoted(type)}` : name;
        if (!next) {
            changes.push({ breaking: true, pointer: media.pointer, detail: `${name}: is no longer ${quoted(type)}` });
            continue;
        }
        changes.push(...schemaChanges(label, media, next, sender));
        if (canonicalJson(media.value.encoding) !== canonicalJson(next.value.encoding)) {
            const detail = `${label}: its encoding differs (may break: this cannot be decided)`;
            changes.push({ breaking: true, pointer: next.pointer, detail });
        }
    }
    for (const [type, media] of now) {
        if (old.has(type)) continue;
        // Which media type is answered is chosen by the request.
        changes.push({ breaking: false, pointer: media.pointer, detail: `${name}: may also be ${quoted(type)}` });
    }
    return changes;
}

function contentOf({ document, value, pointer }: Part): Map<string, Part> {
    const content = isObject(value.content) ? value.content : {};
    const found = new Map<string, Part>();
    for (const type of Object.keys(content).sort()) {
        const media = content[type];
        const at = under(under(pointer, "content"), type);
        // Parameters of a media type and its case tell nobody apart.
        const key = type.split(";")[0]!.trim().toLowerCase();
        found.set(key, { document, value: isObject(media) ? media : {}, pointer: at });
    }
    return found;
}

function rangeFor(type: string, content: ReadonlyMap<string, Part>): Part | undefined {
    return content.get(`${type.split("/")[0]}/*`) ?? content.get("*/*");
}

function schemaChanges(name: string, before: Part, after: Part, sender: Sender): ContractChange[] {
    const schemaOf = ({ document, value, pointer }: Part) => insideOf(document, value.schema, under(pointer, "schema"));
    const [old, now] = [schemaOf(before), schemaOf(after)];
    const { budget } = before.document;
    const narrowed = new SchemaComparison("narrowed", sender, budget).lost(old, now, "");
    const widened = new SchemaComparison("widened", sender, budget).lost(now, old, "");
    const [breaking, compatible] = sender === "request" ? [narrowed, widened] : [widened, narrowed];
    const lines = breaking.filter(({ note }) => !note).map((reason) => line(name, reason, true));
    const told = (reason: Reason) =>
        breaking.some(({ at, note }) => !note && (at === reason.at || reason.at.startsWith(`${at}.`)));
    const notes = [...breaking.filter(({ note }) => note), ...compatible].filter((reason) => !told(reason));
    return [...lines, ...notes.map((reason) => line(name, reason, false))];
}

function line(name: string, { pointer, at, what, undecided }: Reason, breaking: boolean): ContractChange {
    const doubt = undecided && breaking ? " (may break: this cannot be decided)" : "";
    return { breaking, pointer, detail: `${name}${at && ` ${quoted(at)}`}: ${what}${doubt}` };
}
