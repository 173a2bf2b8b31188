import { discard, emptyResponse, type Exchange, type GatewayResponse } from "../exchange";
import { jsonText } from "../../jsonText";
import { invalid } from "../policyError";
import { allScopes, type PolicyDefinition } from "../policyRule";
import { sampleValue } from "../sampleValue";

/** A body of the operation as its entity has it (RepresentationContract). */
interface Representation {
    readonly contentType: string;
    readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>;
    readonly schemaId?: string;
    readonly typeName?: string;
}

interface ResponseContract {
    readonly statusCode: number;
    readonly representations?: readonly Representation[];
}

/** Answers with the operation's own example, or what its schema makes of it, or nothing. Nothing else runs. */
export const mockResponse: PolicyDefinition = {
    name: "mock-response",
    sections: ["inbound", "outbound", "on-error"],
    scopes: allScopes,
    rule: { attributes: { "status-code": { type: "integer" }, "content-type": {} } },
    compile(element) {
        const status = Number(element.attributes.get("status-code") ?? 200);
        // Record mock-response-status-range.
        if (status < 100 || status > 599) throw invalid(element, "The status code is out of range.");
        const contentType = element.attributes.get("content-type");
        return (exchange): "finish" => {
            discard(exchange.response);
            exchange.response = mocked(exchange, status, contentType);
            return "finish";
        };
    },
};

/** Without a content type, "first found content type is used" (mock-response, examples). */
function mocked(exchange: Exchange, status: number, contentType: string | undefined): GatewayResponse {
    const responses = (exchange.subject.operation?.properties.responses ?? []) as readonly ResponseContract[];
    const { representations = [] } = responses.find(({ statusCode }) => statusCode === status) ?? {};
    const found = representations.find(
        (candidate) => (contentType ?? candidate.contentType).toLowerCase() === candidate.contentType.toLowerCase(),
    );
    const response = emptyResponse();
    response.status = status;
    const type = contentType ?? found?.contentType;
    if (type !== undefined) response.headers.set("Content-Type", type);
    const content = found && contentOf(exchange, found);
    response.body = Buffer.from(content ?? "");
    return response;
}

function contentOf(exchange: Exchange, representation: Representation): string | undefined {
    const { examples = {}, contentType } = representation;
    const [example] = Object.values(examples);
    const isJson = /[/+]json\s*(?:;|$)/i.test(contentType);
    // How another type than JSON is made up is not known; an example of it is a text.
    const value = example ? example.value : isJson ? sampleOf(exchange, representation) : undefined;
    if (value === undefined) return undefined;
    return typeof value === "string" && !isJson ? value : jsonText(value);
}

function sampleOf({ subject, entity }: Exchange, { schemaId, typeName }: Representation): unknown {
    if (schemaId === undefined || typeName === undefined) return undefined;
    const document = entity(`${subject.api?.id}/schemas/${schemaId}`)?.properties.document as
        { components?: { schemas?: Record<string, unknown> } } | undefined;
    const schemas = document?.components?.schemas ?? {};
    return typeName in schemas ? sampleValue(schemas[typeName], schemas) : undefined;
}
