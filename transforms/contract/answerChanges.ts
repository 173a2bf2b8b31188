import type { ContractChange } from "./contractChange";
import { canonicalJson } from "../canonical";
import { isObject } from "../jsonObject";
import { under } from "../pointer";
import { errorSchema } from "../publication/errorResponses";
import type { OperationAt } from "./contractOperations";
import { bodyChanges, type Part } from "./partChanges";
import { quoted } from "../quoted";

/** What changes for callers in the answers of an operation. */
export function answerChanges(before: OperationAt, after: OperationAt): ContractChange[] {
    const changes: ContractChange[] = [];
    const [old, now] = [answersOf(before), answersOf(after)];
    for (const [status, answer] of old) {
        const next = now.get(status) ?? rangeFor(status, now);
        const name = `${after.name}, answer ${quoted(status)}`;
        if (next) changes.push(...bodyChanges(name, answer, next, "answer"), ...headerChanges(name, answer, next));
        else changes.push({ breaking: !isError(status), pointer: answer.pointer, detail: `${name}: is gone` });
    }
    for (const [status, answer] of now) {
        if (old.has(status)) continue;
        const name = `${after.name}, answer ${quoted(status)}`;
        // The gateway answers its own errors, whatever the document says of all other statuses.
        const known = isGatewayError(answer) ? undefined : rangeFor(status, old);
        if (known) changes.push(...bodyChanges(name, known, answer, "answer"), ...headerChanges(name, known, answer));
        // Errors may come at any time, from the gateway too; another success is nothing that a caller waits for.
        else changes.push({ breaking: !isError(status), pointer: answer.pointer, detail: `${name}: is new` });
    }
    return changes;
}

function isError(status: string): boolean {
    return /^[45]/.test(status) || status === "default";
}

function isGatewayError({ document, value, pointer }: Part): boolean {
    const content = isObject(value.content) ? value.content["application/json"] : undefined;
    const schema = isObject(content) ? document.follow({ value: content.schema, pointer })?.value : undefined;
    return canonicalJson(schema) === errorText;
}

const errorText = canonicalJson(errorSchema);

function rangeFor(status: string, answers: ReadonlyMap<string, Part>): Part | undefined {
    return answers.get(`${status[0]}XX`) ?? answers.get("default");
}

function answersOf({ document, operation, pointer }: OperationAt): Map<string, Part> {
    const found = new Map<string, Part>();
    const answers = isObject(operation.responses) ? operation.responses : {};
    for (const [status, value] of Object.entries(answers)) {
        if (status.startsWith("x-")) continue;
        const at = document.follow({ value, pointer: under(under(pointer, "responses"), status) });
        if (isObject(at?.value)) found.set(status.toUpperCase(), { document, value: at.value, pointer: at.pointer });
    }
    const other = found.get("DEFAULT");
    if (other) {
        found.delete("DEFAULT");
        found.set("default", other);
    }
    return found;
}

function headerChanges(name: string, before: Part, after: Part): ContractChange[] {
    const changes: ContractChange[] = [];
    const [old, now] = [headersOf(before), headersOf(after)];
    for (const [header, part] of old) {
        const next = now.get(header);
        const label = `${name}, header ${quoted(header)}`;
        if (!next) {
            changes.push({ breaking: true, pointer: part.pointer, detail: `${label}: is no longer there` });
            continue;
        }
        if (part.value.required === true && next.value.required !== true) {
            const detail = `${label}: is no longer always there`;
            changes.push({ breaking: true, pointer: next.pointer, detail });
        }
        changes.push(...bodyChanges(label, part, next, "answer"));
    }
    for (const [header, part] of now) {
        if (old.has(header)) continue;
        changes.push({ breaking: false, pointer: part.pointer, detail: `${name}, header ${quoted(header)}: is new` });
    }
    return changes;
}

function headersOf({ document, value, pointer }: Part): Map<string, Part> {
    const found = new Map<string, Part>();
    const headers = isObject(value.headers) ? value.headers : {};
    for (const [name, header] of Object.entries(headers)) {
        const at = document.follow({ value: header, pointer: under(under(pointer, "headers"), name) });
        if (!isObject(at?.value)) continue;
        found.set(name.toLowerCase(), { document, value: at.value, pointer: at.pointer });
    }
    return found;
}
