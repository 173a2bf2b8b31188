import {
    callMcp,
    put,
    putApi,
    putMcpServer,
    putOperation,
    putTool,
    remove,
    removeApi,
    removeMcpServer,
} from "../build";
import type { ParityRecord } from "../parityRecord";

const call = { name: "call", arguments: { a: 1 } };
const key = (value: string) => ({
    headers: {
        accept: "application/json",
        "content-type": "application/json",
        "ocp-apim-subscription-key": value,
    },
});

export const record: ParityRecord = {
    id: "mcp-tool-call",
    claim:
        "A call of a tool is a call of the operation's API with the caller's headers: the key has to cover the API too, and " +
        "the API's policies run. The arguments are the body. What the API answers is the tool's text, an error as well.",
    source:
        "Microsoft Learn, Secure access to MCP servers in API Management: headers are forwarded, with exclusions; the API's " +
        "policies run (Azure/MCP#26); inferred: that the key and Authorization are none of the exclusions, and the rest",
    date: "2026-11-28",
    setup: [
        putApi({ serviceUrl: "$UPSTREAM", subscriptionRequired: true }),
        putOperation,
        putMcpServer(),
        putTool,
        put("/subscriptions/$RUN", { displayName: "$RUN", scope: "/apis/$RUN-mcp", state: "active" }),
        { at: "service", method: "POST", path: "/subscriptions/$RUN/listSecrets", keep: { SERVER: "/primaryKey" } },
        put("/subscriptions/$RUN-all", { displayName: "$RUN-all", scope: "/apis", state: "active" }),
        { at: "service", method: "POST", path: "/subscriptions/$RUN-all/listSecrets", keep: { ALL: "/primaryKey" } },
    ],
    calls: [
        {
            ...callMcp("tools/call", call, key("$SERVER")),
            expect: {
                status: 200,
                body: { result: { isError: true, content: [{ text: { matches: ".*subscription key.*" } }] } },
            },
        },
        {
            ...callMcp("tools/call", call, key("$ALL")),
            expect: { status: 200, body: { result: { isError: false, content: [{ type: "text", text: '{"a":1}' }] } } },
        },
    ],
    cleanup: [remove("/subscriptions/$RUN"), remove("/subscriptions/$RUN-all"), removeMcpServer, removeApi],
};
