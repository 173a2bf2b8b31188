import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findEngine } from "../../local/engine";
import { program } from "../../local/environment";
import { LocalStack } from "../../local/pulumi";

/** Stacks of programs with nothing in them: what takes the least of any preview. */
export interface EmptyPrograms {
    /** As `pulumi new typescript` sets one up: with types checked. */
    readonly checked: LocalStack;
    /** Without types checked, as this program does without. */
    readonly unchecked: LocalStack;
}

/** What TypeScript is told in a project that `pulumi new typescript` makes, in the terms of the TypeScript used here. */
const template = {
    compilerOptions: {
        strict: true,
        outDir: "bin",
        target: "es2020",
        module: "node16",
        moduleResolution: "node16",
        sourceMap: true,
        noFallthroughCasesInSwitch: true,
        noImplicitReturns: true,
        forceConsistentCasingInFileNames: true,
    },
    files: ["index.ts"],
};

/** @param directory within the checkout: the programs find the packages of this one */
export async function emptyPrograms(directory: string): Promise<EmptyPrograms> {
    return {
        checked: await emptyProgram(join(directory, "empty"), template),
        unchecked: await emptyProgram(join(directory, "unchecked"), {
            extends: join(program, "tsconfig.pulumi.json"),
        }),
    };
}

async function emptyProgram(directory: string, tsconfig: object): Promise<LocalStack> {
    const project = join(directory, "program");
    await mkdir(project, { recursive: true });
    const runtime = { name: "nodejs", options: { tsconfig: "tsconfig.json" } };
    const files = {
        "Pulumi.yaml": { name: "serving-gateway", runtime },
        "package.json": { name: "empty", private: true, main: "index.ts" },
        "tsconfig.json": tsconfig,
        "stack.yaml": {},
    };
    for (const [name, content] of Object.entries(files)) {
        await writeFile(join(project, name), JSON.stringify(content));
    }
    await writeFile(join(project, "index.ts"), 'import * as pulumi from "@pulumi/pulumi";\n');
    const config = join(project, "stack.yaml");
    return LocalStack.create({ engine: await findEngine(), program: project, directory, config, environment: {} });
}
