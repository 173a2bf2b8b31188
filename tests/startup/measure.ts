import * as pulumi from "@pulumi/pulumi";
import * as log from "@pulumi/pulumi/log";
import { execFileSync } from "node:child_process";
import { inspect } from "node:util";
import { quickErrors } from "../../startup/quickErrors";
import { outputsWhenRead } from "../../startup/outputsWhenRead";
import { withoutSilentTraces } from "../../startup/silentTraces";
import { churn, declare } from "../components/declare";

/*
 * What startup/ saves, by hand: `node -r ts-node/register tests/startup/measure.ts` declares a hundred endpoints to a
 * recorder instead of an engine, in a process of its own each time, and prints the processor time of that.
 */

interface Variant {
    readonly traces: boolean;
    readonly aliases: boolean;
    readonly outputs: boolean;
    readonly isLate?: true;
}

const variants: Readonly<Record<string, Variant>> = {
    "as @pulumi/pulumi has it": { traces: true, aliases: true, outputs: true },
    "without silent traces": { traces: false, aliases: true, outputs: true },
    "without version aliases": { traces: true, aliases: false, outputs: true },
    "outputs when they are read": { traces: true, aliases: true, outputs: false },
    "with the first two": { traces: false, aliases: false, outputs: true },
    "with all of them": { traces: false, aliases: false, outputs: false },
    "and optimized late": { traces: false, aliases: false, outputs: false, isLate: true },
};

async function declareHundred({ traces, outputs, isLate }: Variant): Promise<void> {
    if (isLate) require("../../startup/lateOptimization").optimizeLate();
    if (!traces) withoutSilentTraces();
    if (!outputs) outputsWhenRead();
    let logged = 0;
    Object.defineProperty(log, "debug", { configurable: true, value: async () => void logged++ });
    const endpoints = Array.from({ length: 100 }, (_, index) => {
        return { ...churn, name: `endpoint-${index}`, path: `models/endpoint-${index}` };
    });
    const start = process.cpuUsage();
    const { declared } = await declare({ endpoints });
    const heap = Math.round(process.resourceUsage().maxRSS / 1024);
    console.log(
        `${milliseconds(start) / 1000} s and at most ${heap} MB for ${declared.length} resources, ${logged} messages to the debug log`,
    );
    process.exit(0);
}

function inspectError(): void {
    const error = new pulumi.RunError("the workspace answered 403");
    for (const change of [() => undefined, quickErrors]) {
        change();
        const start = process.cpuUsage();
        inspect(error, { colors: true });
        console.log(`${change.name || "as Node has it"}: ${milliseconds(start)} ms to inspect an error`);
    }
}

function milliseconds(start: NodeJS.CpuUsage): number {
    const { user, system } = process.cpuUsage(start);
    return Math.round((user + system) / 100) / 10;
}

const [chosen] = process.argv.slice(2);
if (chosen !== undefined) {
    void declareHundred(variants[chosen]!);
} else {
    for (const [name, { aliases }] of Object.entries(variants)) {
        const environment = { ...process.env, SERVING_GATEWAY_PLAIN_STARTUP: aliases ? "1" : "" };
        const arguments_ = ["-r", "./startup/register.js", __filename, name];
        const printed = execFileSync(process.execPath, arguments_, { env: environment, encoding: "utf8" });
        console.log(`${name}: ${printed.trim()}`);
    }
    inspectError();
}
