import { assembleWorkspace, type Workspace } from "../databricks/workspace";
import { type EmulatedWorkspace, startWorkspace } from "../emulator/workspace/server";

/** A workspace for the tests of the suite that calls it, from before the first to after the last of them. */
export function emulatedWorkspace(): { readonly connected: () => Workspace; readonly url: () => string } {
    let emulated: EmulatedWorkspace;
    let workspace: Workspace;
    before(async () => {
        emulated = await startWorkspace();
        workspace = assembleWorkspace({ host: emulated.url }, { DATABRICKS_TOKEN: emulated.token });
    });
    after(() => emulated.close());
    return { connected: () => workspace, url: () => emulated.url };
}
