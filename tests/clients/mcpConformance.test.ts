import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCertificate } from "../../emulator/certificate";
import { startGateway, type EmulatedGateway } from "../../emulator/gateway/server";
import { ControlPlane } from "../emulator/gateway/controlPlane";
import { run } from "./tools";

const folder = process.env.CLIENT_TOOLS;

/** Scenarios for what a gateway has: it has no prompts, no resources and no tools of the suite's own. */
const scenarios = ["server-initialize", "ping", "tools-list"];

describe("MCP's conformance suite", function () {
    this.timeout(2 * 60_000);

    if (folder === undefined) return;

    // The suite needs Node 22.
    const node = join(folder, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
    const suite = join(folder, "node_modules", "@modelcontextprotocol", "conformance", "dist", "index.js");
    let directory: string;
    let caFile: string;
    let gateway: EmulatedGateway;

    before(async () => {
        directory = await mkdtemp(join(tmpdir(), "conformance-"));
        caFile = join(directory, "ca.pem");
        const plane = new ControlPlane();
        plane.api("churn", { serviceUrl: "https://localhost" });
        const mcpProperties = { transportType: "streamable", endpoints: [{ name: "mcp", uriTemplate: "/mcp" }] };
        plane.api("tools", { type: "mcp", displayName: "Tools", mcpProperties }, []);
        const tool = { displayName: "churn", description: "Predicts churn.", operationId: "/apis/churn/operations/o0" };
        plane.set("apis/tools/tools/churn", "apis/tools", tool);
        const tls = await createCertificate();
        await writeFile(caFile, tls.ca);
        gateway = await startGateway({ store: plane.store, serviceId: plane.serviceId, tls });
    });
    after(async () => {
        await gateway?.close();
        await rm(directory, { recursive: true, force: true });
    });

    for (const scenario of scenarios) {
        it(`finds nothing wrong with an MCP server: ${scenario}`, async () => {
            const args = [suite, "server", "--url", `${gateway.url}/tools/mcp`, "--scenario", scenario];
            await run(node, args, { env: { NODE_EXTRA_CA_CERTS: caFile } });
        });
    }
});
