import type { FastifyInstance, FastifyRequest } from "fastify";
import { permissionPaths } from "../permissionPaths";
import type { Principal } from "../principals";
import { pageOf, wholeNumber } from "../unityCatalog/pages";
import type { EmulatedApp } from "./app";
import { type Apps, objectOf } from "./apps";

type Query = Readonly<Record<string, string | undefined>>;

const root = "/api/2.0/apps";

/** The list of apps, one of them, and permissions on it, as `AppsAPI` of the SDKs asks for them. */
export function appPaths(
    server: FastifyInstance,
    apps: Apps,
    principalOf: (request: FastifyRequest) => Principal,
): void {
    const shown = (app: EmulatedApp) => {
        const { answer: _answer, document: _document, ...members } = app;
        return { ...members, url: apps.urlOf(app), create_time: "2026-03-02T09:00:00Z" };
    };

    server.get<{ Querystring: Query }>(root, (request) => {
        const { page_size, page_token } = request.query;
        const caller = principalOf(request);
        const seen = apps.all().filter((app) => apps.maySee(caller, app));
        const { items, next_page_token } = pageOf(seen, wholeNumber("page_size", page_size) || 100, page_token);
        // Absent where there is none, as in other lists.
        return { ...(items.length > 0 && { apps: items.map(shown) }), next_page_token };
    });

    server.get<{ Params: { name: string } }>(`${root}/:name`, (request) =>
        shown(apps.visible(principalOf(request), request.params.name)),
    );

    permissionPaths(server, () => apps.all().map(({ name }) => objectOf(name)), apps.permissions, principalOf);
}
