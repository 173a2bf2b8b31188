import type { FastifyInstance, FastifyRequest } from "fastify";
import { DatabricksError } from "../databricksError";
import type { Principal } from "../principals";
import { pageOf, wholeNumber } from "./pages";
import { shownModelService } from "./modelService";
import { type ModelServices, schemaOf } from "./modelServices";

type Query = Readonly<Record<string, string | undefined>>;

const root = "/api/2.1/unity-catalog/model-services";
const most = { BASIC: 1000, FULL: 200 };

/** The list of model services, and one of them, as `AiGatewayAPI` of the SDKs asks for them. */
export function modelServicePaths(
    server: FastifyInstance,
    services: ModelServices,
    principalOf: (request: FastifyRequest) => Principal,
): void {
    server.get<{ Querystring: Query }>(root, (request) => {
        const { parent, view = "BASIC", page_size, page_token } = request.query;
        const caller = principalOf(request);
        if (view !== "BASIC" && view !== "FULL") throw invalid(`view must be BASIC or FULL, not '${view}'.`);
        // Record model-services-without-parent.
        const schema = parent === undefined ? undefined : schemaIn(parent);
        if (schema !== undefined) services.checkSchema(caller, schema);
        const all = services.all().filter(({ fullName }) => schema === undefined || schemaOf(fullName) === schema);
        const size = wholeNumber("page_size", page_size) || 200;
        if (size > most[view]) throw invalid(`page_size must be at most ${most[view]} for view ${view}.`);
        const { items, next_page_token } = pageOf(all, size, page_token);
        // Filtered after the page was cut, so that one may be empty and not the last (record model-services-pages).
        const seen = items.filter((service) => services.maySee(caller, service));
        return {
            ...(seen.length > 0 && { model_services: seen.map((service) => shownModelService(service, view)) }),
            next_page_token,
        };
    });

    server.get<{ Params: { fullName: string } }>(`${root}/:fullName`, (request) =>
        shownModelService(services.visible(principalOf(request), request.params.fullName), "FULL"),
    );
}

function schemaIn(parent: string): string {
    const [, schema] = /^schemas\/([^./]{1,255}\.[^./]{1,255})$/.exec(parent) ?? [];
    if (schema === undefined) throw invalid("parent must have the format schemas/{catalog}.{schema}.");
    return schema;
}

function invalid(message: string): DatabricksError {
    return new DatabricksError(400, "INVALID_PARAMETER_VALUE", message);
}
