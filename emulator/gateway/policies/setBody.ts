import { discard } from "../exchange";
import { allScopes, type ElementRule, type PolicyDefinition } from "../policyRule";
import { elementText } from "../policyValue";

/** What `set-body` may say, wherever it stands. Liquid templates are not supported. */
export const setBodyRule: ElementRule = {
    attributes: { template: { supported: [] }, "xsi-nil": { supported: [] }, "parse-date": { supported: [] } },
    text: "expression",
};

/** Replaces the body of the request, or of the response in outbound. In on-error only return-response can set one. */
export const setBody: PolicyDefinition = {
    name: "set-body",
    sections: ["inbound", "backend", "outbound"],
    scopes: allScopes,
    rule: setBodyRule,
    compile(element) {
        const textOf = elementText(element);
        return (exchange, side) => {
            const message = exchange[side];
            const body = Buffer.from(textOf(exchange));
            if (side === "response") discard(exchange.response);
            message.body = body;
            message.headers.set("Content-Length", String(body.length));
            message.headers.delete("Transfer-Encoding");
        };
    },
};
