import { emptyResponse, type Exchange, type GatewayResponse, type Step } from "../exchange";
import type { HeaderList } from "../headerList";
import type { PolicyElement } from "../policyElement";
import { invalid } from "../policyError";
import { allScopes, incomplete, type ElementRule, type PolicyDefinition } from "../policyRule";
import { listedTexts } from "./listedTexts";

const any = "*";

function list(member: string): ElementRule {
    return { children: { [member]: { text: true } } };
}

/**
 * Tells browsers which pages may call. It stops nobody else.
 *
 * The reference gives `terminate-unmatched-request` both defaults, `true` in its text on empty answers and `false` in its
 * table since 2025; people who leave it out report empty answers (MicrosoftDocs/azure-docs#55313).
 */
export const cors: PolicyDefinition = {
    name: "cors",
    sections: ["inbound"],
    scopes: allScopes,
    once: true,
    rule: {
        attributes: { "allow-credentials": { type: "boolean" }, "terminate-unmatched-request": { type: "boolean" } },
        children: {
            "allowed-origins": list("origin"),
            "allowed-methods": {
                ...list("method"),
                attributes: { "preflight-result-max-age": { type: "integer" } },
            },
            "allowed-headers": list("header"),
            "expose-headers": list("header"),
        },
    },
    compile(element) {
        const sharing = new Sharing(element);
        const terminates = element.attributes.get("terminate-unmatched-request")?.toLowerCase() !== "false";
        const step: Step = (exchange) => {
            const { request, later } = exchange;
            const origin = request.headers.get("origin");
            if (origin === undefined) return;
            if (sharing.allows(origin)) {
                later.leaving.push(({ response }) => sharing.share(response.headers, origin));
            } else if (terminates && ["GET", "HEAD"].includes(request.method)) {
                exchange.response = emptyResponse();
                return "finish";
            }
        };
        const preflight = ({ request }: Exchange): GatewayResponse | undefined =>
            sharing.preflight(request.headers) ?? (terminates ? emptyResponse() : undefined);
        return Object.assign(step, { preflight });
    },
};

/** The settings of one policy, and what they make of an origin. */
class Sharing {
    private readonly origins: readonly string[];
    private readonly methods: readonly string[];
    private readonly headers: readonly string[];
    private readonly exposed: readonly string[];
    private readonly credentials: boolean;
    private readonly maxAge?: string;

    constructor(element: PolicyElement) {
        const origins = listedTexts(element, "allowed-origins", "origin");
        if (!origins) throw incomplete(element, "allowed-origins");
        if (origins.includes(any) && origins.length > 1) {
            // Record cors-any-origin-stands-alone.
            throw invalid(element, "The origin '*' can only stand alone.");
        }
        this.origins = origins.map((origin) => (origin === any ? any : originOf(element, origin)));
        this.methods = listedTexts(element, "allowed-methods", "method") ?? ["GET", "POST"];
        this.headers = (listedTexts(element, "allowed-headers", "header") ?? []).map((name) => name.toLowerCase());
        this.exposed = listedTexts(element, "expose-headers", "header") ?? [];
        this.credentials = element.attributes.get("allow-credentials")?.toLowerCase() === "true";
        const methods = element.children.find(({ name }) => name === "allowed-methods");
        this.maxAge = methods?.attributes.get("preflight-result-max-age");
    }

    allows(origin: string): boolean {
        return this.origins.includes(any) || this.origins.includes(origin.toLowerCase());
    }

    /** Headers of the answer to a call. */
    share(answer: HeaderList, origin: string): void {
        this.allow(answer, origin);
        if (this.exposed.length > 0) answer.set("Access-Control-Expose-Headers", this.exposed.join(","));
    }

    /**
     * Without any of the headers if the method or one of the headers may not be. Those that were
     * asked for are named (record cors-preflight-names-what-was-asked).
     * @returns undefined for an origin that may not call
     */
    preflight(asked: HeaderList): GatewayResponse | undefined {
        const origin = asked.get("origin") ?? "";
        if (!this.allows(origin)) return undefined;
        const response = emptyResponse();
        const method = asked.get("access-control-request-method")?.trim() ?? "";
        const headers = (asked.get("access-control-request-headers") ?? "")
            .split(",")
            .map((name) => name.trim())
            .filter((name) => name !== "");
        const methodFits = this.methods.includes(any) || this.methods.includes(method);
        const headersFit = headers.every((name) => [any, name.toLowerCase()].some((one) => this.headers.includes(one)));
        if (!methodFits || !headersFit) return response;
        this.allow(response.headers, origin);
        if (this.maxAge !== undefined) response.headers.set("Access-Control-Max-Age", this.maxAge);
        response.headers.set("Access-Control-Allow-Methods", method);
        if (headers.length > 0) response.headers.set("Access-Control-Allow-Headers", headers.join(","));
        return response;
    }

    /** With credentials no browser takes `*`. */
    private allow(answer: HeaderList, origin: string): void {
        const toAll = this.origins.includes(any) && !this.credentials;
        answer.set("Access-Control-Allow-Origin", toAll ? any : origin);
        if (this.credentials) answer.set("Access-Control-Allow-Credentials", "true");
    }
}

/** Scheme, host and port as browsers write them: `http://example.com/` is `http://example.com`. */
function originOf(element: PolicyElement, text: string): string {
    // Record cors-origin-is-uri.
    if (!URL.canParse(text) || new URL(text).origin === "null") throw invalid(element, "The origin is no URI.");
    return new URL(text).origin;
}
