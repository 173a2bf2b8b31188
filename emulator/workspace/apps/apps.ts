import fastify, { type FastifyInstance } from "fastify";
import type { AddressInfo } from "node:net";
import type { Access } from "../access";
import { DatabricksError, permissionDenied } from "../databricksError";
import { type ObjectKind, Permissions } from "../permissions";
import { type Principal, SEEDED_SERVICE_PRINCIPAL, SEEDED_USER } from "../principals";
import { record, type RecordedRequest } from "../recordedRequest";
import { appDefaults, appSeeds, type EmulatedApp } from "./app";

/** What somebody may do with an app (databricks-sdk 0.162.0, `AppPermissionLevel`). */
export type AppLevel = "CAN_USE" | "CAN_MANAGE";

const kind: ObjectKind<AppLevel> = { objects: "apps", type: "app", noun: "app", levels: ["CAN_USE", "CAN_MANAGE"] };

/** The workspace's apps, each at a host of its own, and who may do what with them. */
export class Apps {
    readonly permissions: Permissions<AppLevel>;
    private readonly apps = new Map<string, { readonly app: EmulatedApp; readonly server: FastifyInstance }>();

    /**
     * @param workspace its address, known once it listens
     * @param requests where calls are recorded
     */
    constructor(
        private readonly access: Access,
        private readonly workspace: () => string,
        private readonly requests: RecordedRequest[],
    ) {
        this.permissions = new Permissions(access.principals, kind);
    }

    /** Makes the apps that are there from the start. */
    async start(): Promise<void> {
        for (const app of appSeeds()) {
            await this.set(app.name, app);
            this.permissions.grant(SEEDED_USER.name, { id: app.name, name: app.name }, "CAN_MANAGE");
            this.grant(SEEDED_SERVICE_PRINCIPAL.name, app.name, "CAN_USE");
        }
    }

    /** Sorted by name. */
    all(): EmulatedApp[] {
        const all = [...this.apps.values()].map(({ app }) => app);
        return all.sort((a, b) => (a.name < b.name ? -1 : 1));
    }

    /** Makes an app, or changes members of one, e.g. its `compute_status`. */
    async set(name: string, changes: Partial<EmulatedApp>): Promise<void> {
        const known = this.apps.get(name);
        const app = { ...(known?.app ?? appDefaults(name)), ...changes, name };
        const server = known?.server ?? this.host(name);
        this.apps.set(name, { app, server });
        if (!known) await server.listen({ host: "127.0.0.1", port: 0 });
    }

    async remove(name: string): Promise<void> {
        const known = this.apps.get(name);
        this.apps.delete(name);
        await known?.server.close();
    }

    /** @param principal e-mail address, application id, or `users` for everybody */
    grant(principal: string, name: string, level: AppLevel): void {
        this.permissions.grant(principal, objectOf(name), level);
    }

    revoke(principal: string, name: string): void {
        this.permissions.revoke(principal, objectOf(name));
    }

    /** @throws {DatabricksError} 404, or 403 for a caller who must not see it */
    visible(caller: Principal, name: string): EmulatedApp {
        const app = this.apps.get(name)?.app;
        if (!app) throw new DatabricksError(404, "RESOURCE_DOES_NOT_EXIST", `App '${name}' does not exist.`);
        this.permissions.check(caller, objectOf(name), "CAN_USE");
        return app;
    }

    maySee(caller: Principal, { name }: EmulatedApp): boolean {
        return this.permissions.levelOf(caller, objectOf(name)) !== undefined;
    }

    /** Where an app answers. */
    urlOf({ name, url }: EmulatedApp): string {
        return url ?? `http://127.0.0.1:${(this.apps.get(name)!.server.server.address() as AddressInfo).port}`;
    }

    async close(): Promise<void> {
        await Promise.all([...this.apps.values()].map(({ server }) => server.close()));
    }

    /** The app's own host: browsers are sent to sign in, everybody else needs an OAuth token. */
    private host(name: string): FastifyInstance {
        const server = fastify({ forceCloseConnections: true });
        server.removeAllContentTypeParsers();
        server.addContentTypeParser("*", { parseAs: "string" }, async (_request: unknown, body: string) => body);
        server.all("/*", async (request, reply) => {
            const recorded = record(this.requests, request);
            const { authorization } = request.headers;
            if (authorization === undefined) return reply.redirect(`${this.workspace()}/oidc/oauth2/v2.0/authorize`);
            const caller = await this.access.authenticateAtApp(authorization);
            if (!caller) return reply.status(401).send("");
            recorded.principal = caller.name;
            const { app } = this.apps.get(name)!;
            if (this.permissions.levelOf(caller, objectOf(name)) === undefined) {
                return reply.status(403).send(permissionDenied("CAN_USE", name, "app").body);
            }
            // Record app-not-running.
            if (app.compute_status.state !== "ACTIVE" || app.app_status.state !== "RUNNING") {
                return reply.status(502).type("text/html").send("<html><title>App Not Available</title></html>");
            }
            const { method, body } = request;
            const path = recorded.path.replace(/\?.*$/, "");
            if (method === "GET" && path === "/openapi.json" && app.document !== undefined) {
                return reply.type("application/json").send(app.document);
            }
            const answer = app.answer({ method, path, body: typeof body === "string" ? body : "" });
            const type = typeof answer.body === "string" ? "text/html; charset=utf-8" : "application/json";
            return reply
                .status(answer.status ?? 200)
                .type(type)
                .send(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
        });
        return server;
    }
}

/** Permissions of an app are set on its name (databricks-sdk 0.162.0, `get_permissions`). */
export function objectOf(name: string): { readonly id: string; readonly name: string } {
    return { id: name, name };
}
