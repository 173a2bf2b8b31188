import type { JWTPayload } from "jose" with { "resolution-mode": "import" };
import { refusedByPolicy } from "../answers";
import { TokenValue } from "../csharp/library/contextValues";
import { Refusal, type Exchange, type GatewayRequest, type Step } from "../exchange";
import type { PolicyElement } from "../policyElement";
import { invalid } from "../policyError";
import type { AttributeRule, ElementRule } from "../policyRule";

/** What the two policies that validate tokens share: where the token is, claims, the refusal. */
export const validationAttributes: Readonly<Record<string, AttributeRule>> = {
    "header-name": {},
    "query-parameter-name": {},
    "token-value": { supported: [] },
    "failed-validation-httpcode": { type: "integer" },
    "failed-validation-error-message": {},
    "output-token-variable-name": {},
};

const claimRule: ElementRule = {
    attributes: { name: { required: true }, match: { type: ["all", "any"] }, separator: {} },
    children: { value: { text: true } },
};

/** The children that both policies for tokens have. */
export const validationChildren: Readonly<Record<string, ElementRule>> = {
    audiences: { children: { audience: { text: true } } },
    "required-claims": { children: { claim: claimRule } },
    "decryption-keys": { unsupported: true },
};

/** The words of a refusal, where the policy has none of its own. */
export interface Wording {
    readonly missing: string;
    readonly bad: string;
}

/**
 * Lets the call pass if its token is good.
 * @param validate throws for a token that is not
 */
export function validation(
    element: PolicyElement,
    wording: Wording,
    validate: (exchange: Exchange, token: string) => Promise<JWTPayload>,
): Step {
    const { attributes } = element;
    const status = Number(attributes.get("failed-validation-httpcode") ?? 401);
    // Record jwt-status-range.
    if (status < 100 || status > 599) throw invalid(element, "The status code is out of range.");
    const message = attributes.get("failed-validation-error-message");
    const variable = attributes.get("output-token-variable-name");
    const tokenOf = tokenReader(element);
    const claimsHold = claimCheck(element);
    const refused = (byDefault: string): Refusal =>
        new Refusal(byDefault, refusedByPolicy(status, message ?? byDefault));
    return async (exchange) => {
        const token = tokenOf(exchange.request);
        if (!token) throw refused(wording.missing);
        const claims = await validate(exchange, token).catch(() => undefined);
        if (!claims || !claimsHold(claims)) throw refused(wording.bad);
        if (variable !== undefined) exchange.variables.set(variable, new TokenValue(claims));
    };
}

function tokenReader({ attributes }: PolicyElement): (request: GatewayRequest) => string | undefined {
    const parameter = attributes.get("query-parameter-name");
    if (parameter !== undefined) return ({ query }) => new URLSearchParams(query).get(parameter) ?? undefined;
    const header = attributes.get("header-name") ?? "Authorization";
    const wanted = attributes.get("require-scheme");
    return ({ headers }) => {
        const value = headers.get(header)?.trim() ?? "";
        const [, scheme, token] = /^(?:(\S+)\s+)?(\S*)$/.exec(value) ?? [undefined, undefined, value];
        if (wanted !== undefined && scheme?.toLowerCase() !== wanted.toLowerCase()) return undefined;
        return token;
    };
}

function claimCheck(element: PolicyElement): (claims: JWTPayload) => boolean {
    const list = element.children.find(({ name }) => name === "required-claims");
    const checks = (list?.children ?? []).map(({ attributes, children }) => {
        const wanted = children.map(({ text }) => text.trim());
        const name = attributes.get("name")!;
        const separator = attributes.get("separator");
        const matchesAny = attributes.get("match") === "any";
        return (claims: JWTPayload): boolean => {
            const found = claimTexts(Object.hasOwn(claims, name) ? claims[name] : undefined, separator);
            if (found.length === 0 || wanted.length === 0) return found.length > 0;
            return matchesAny
                ? wanted.some((value) => found.includes(value))
                : wanted.every((value) => found.includes(value));
        };
    });
    return (claims) => checks.every((check) => check(claims));
}

function claimTexts(claim: unknown, separator: string | undefined): string[] {
    if (claim === undefined || claim === null) return [];
    if (Array.isArray(claim)) return claim.map(String);
    const text = String(claim);
    return separator ? text.split(separator).map((part) => part.trim()) : [text];
}
