import type { OpenAPIV3 } from "openapi-types";
import { Change } from "../change";
import { EndpointMetadata, servedEntities, ServedEntity, trafficShares } from "./endpointMetadata";
import { errorSchema, schemaName, servingErrors } from "./errorResponses";
import { exampleRequest } from "./exampleRequest";
import { shortened } from "../convert/lengths";
import { limits } from "../limits";
import { Operation, OperationPlace, operations } from "../operations";
import { under } from "../pointer";
import { feedback, servedEntityOf, stablePath } from "./routes";
import { isGenerative, taskOf } from "./tasks/taskOf";
import { withoutTags } from "../withoutTags";

/** Seconds that a workspace gives a model for one answer, at most. */
const longestAnswer = 297;

/**
 * Makes the document one to read in a catalogue: names and descriptions from the endpoint's metadata, the errors that
 * callers get, an example of a request, and the limits in words. Nothing in it changes unless the endpoint does.
 *
 * @param document importable already, and importable afterwards; not changed
 */
export function catalogue(
    document: OpenAPIV3.Document,
    endpoint: EndpointMetadata,
    report: Change[],
): OpenAPIV3.Document {
    const schemas = document.components?.schemas ?? {};
    const errorName = schemaName("ServingError", errorSchema, schemas);
    const errors = servingErrors(errorName);
    const described = operations.map(document, (operation, place) =>
        withErrors(worded(operation, place, endpoint, document, report), place, errors, report),
    );
    return {
        ...described,
        info: { ...document.info, ...information(endpoint, report) },
        components: { ...document.components, schemas: { ...schemas, [errorName]: errorSchema } },
    };
}

function information({ name, description }: EndpointMetadata, report: Change[]) {
    const text = withoutTags(description?.trim() ?? "") || `The Databricks serving endpoint ${name}.`;
    return { title: name, description: shortened(text, limits.description, "#/info/description", report) };
}

function worded(
    operation: Operation,
    place: OperationPlace,
    endpoint: EndpointMetadata,
    document: OpenAPIV3.Document,
    report: Change[],
): Operation {
    const entity = servedEntityOf(place.path);
    if (place.method !== "post" || (entity === undefined && place.path !== stablePath)) return operation;
    const task = taskOf(endpoint);
    const streams = task.streams && entity !== feedback;
    const result: Operation = {
        ...operation,
        summary: operation.summary ?? summary(task.summary, entity),
        description: operation.description ?? description(endpoint, entity, streams),
    };
    const note = (key: string, construct: string, detail: string) =>
        report.push({ pointer: under(place.pointer, key), construct, effect: "added", detail });
    if (operation.summary === undefined) note("summary", "summary", result.summary!);
    if (operation.description === undefined) note("description", "description", "The models and the limits in words.");
    const body = operation.requestBody as OpenAPIV3.RequestBodyObject | undefined;
    if (body !== undefined) {
        if (body.required !== true) note("requestBody", "required", "No model answers without a body.");
        const usual = entity === feedback ? undefined : task.example;
        result.requestBody = { ...withExample(body, usual, document, place, report), required: true };
    }
    if (streams) result.responses = withStream(operation.responses, note);
    return result;
}

function summary(task: string, entity: string | undefined): string {
    if (entity === undefined) return task;
    if (entity === feedback) return "Give feedback on an answer";
    return withoutTags(`Call the served model ${entity}`.slice(0, limits.displayName / 4));
}

function description(endpoint: EndpointMetadata, entity: string | undefined, streams: boolean): string {
    const megabytes = isGenerative(endpoint) ? 4 : 16;
    const sentences = [
        answeredBy(endpoint, entity),
        `A request has at most ${megabytes} MB, and its answer comes within ${longestAnswer} s or not at all.`,
    ];
    if (streams) {
        sentences.push(
            'With "stream": true the answer comes piece by piece as server-sent events (text/event-stream), ended by ' +
                "data: [DONE]. An error may come as an event too, after the status 200.",
        );
    }
    return sentences.filter(Boolean).join("\n\n").slice(0, limits.description);
}

/** Models that are named; an endpoint has up to 15. */
const mostNamed = 4;

function answeredBy(endpoint: EndpointMetadata, entity: string | undefined): string {
    const shares = trafficShares(endpoint);
    const answering = servedEntities(endpoint).filter(({ name }) =>
        entity === undefined ? shares.size === 0 || (shares.get(name ?? "") ?? 0) > 0 : name === entity,
    );
    const names = [...new Set(answering.map(modelName).filter((name) => name !== ""))].sort();
    if (names.length === 0) return "";
    const more = names.length > mostNamed ? [`${names.length - mostNamed} more`] : [];
    return withoutTags(`Answered by ${[...names.slice(0, mostNamed), ...more].join(" or ")}.`);
}

function modelName({ entity_name, entity_version, external_model, foundation_model }: ServedEntity): string {
    if (external_model?.name) {
        return external_model.name + (external_model.provider ? ` of ${external_model.provider}` : "");
    }
    const name = entity_name ?? foundation_model?.name ?? "";
    return (name + (name !== "" && entity_version ? ` version ${entity_version}` : "")).slice(0, 150);
}

function withExample(
    body: OpenAPIV3.RequestBodyObject,
    usual: unknown,
    document: OpenAPIV3.Document,
    place: OperationPlace,
    report: Change[],
): OpenAPIV3.RequestBodyObject {
    const media = body.content?.[json];
    if (media === undefined) return body;
    const found = exampleRequest(media, document, usual);
    if (found !== undefined && found === media.example) return body;
    const { example, examples, ...rest } = media;
    if (found === undefined && example === undefined && examples === undefined) return body;
    report.push({
        pointer: under(under(under(under(place.pointer, "requestBody"), "content"), json), "example"),
        construct: "example",
        effect:
            found === undefined ? "removed" : example === undefined && examples === undefined ? "added" : "rewritten",
        detail: found === undefined ? "It could not be shown to fit the schema." : "A request that the schema accepts.",
    });
    return { ...body, content: { ...body.content, [json]: found === undefined ? rest : { ...rest, example: found } } };
}

const json = "application/json";
const eventStream = "text/event-stream";

function withStream(
    responses: OpenAPIV3.ResponsesObject,
    note: (key: string, construct: string, detail: string) => void,
): OpenAPIV3.ResponsesObject {
    const ok = responses["200"] as OpenAPIV3.ResponseObject | undefined;
    if (ok?.content?.[json] === undefined || ok.content[eventStream] !== undefined) return responses;
    note("responses", eventStream, "Answers to requests that ask for a stream.");
    return {
        ...responses,
        "200": { ...ok, content: { ...ok.content, [eventStream]: { schema: { type: "string" } } } },
    };
}

function withErrors(
    operation: Operation,
    place: OperationPlace,
    errors: OpenAPIV3.ResponsesObject,
    report: Change[],
): Operation {
    const missing = Object.keys(errors).filter((status) => operation.responses[status] === undefined);
    if (missing.length === 0) return operation;
    report.push({
        pointer: under(place.pointer, "responses"),
        construct: "responses",
        effect: "added",
        detail: `The errors that callers get: ${missing.join(", ")}.`,
    });
    return { ...operation, responses: { ...errors, ...operation.responses } };
}
