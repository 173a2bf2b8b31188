import { answers } from "./answers";
import { apiCenter } from "./apiCenter";
import { auditLog } from "./auditLog";
import { budgets } from "./budgets";
import { callers } from "./callers";
import { acceptContract, breakingChanges } from "./contracts";
import { contentSafety } from "./contentSafety";
import { cors } from "./cors";
import { credential, ownGrants } from "./credentialSetting";
import { databricksPaths } from "./databricksPaths";
import { discover, notReady } from "./discover";
import { document, inputs, missingDocument, paths, routes } from "./documents";
import { errors } from "./errors";
import { ipFilter } from "./ipFilter";
import { limits } from "./limits";
import { mcp } from "./mcp";
import { mock } from "./mock";
import { observability } from "./observability";
import { openai } from "./openAi";
import { policies } from "./policies";
import { pool } from "./pool";
import { description, displayName, path } from "./presentation";
import { prices } from "./prices";
import { resilience } from "./resilience";
import { service } from "./service";
import { tags } from "./tags";
import { apiId, namePrefix, revision, version, versioning } from "./versions";
import { workspace, workspaces } from "./workspace";

/** Every setting but the lists whose entries have settings: `table.ts` adds those. In the order of docs/settings.md. */
export const rows = {
    workspace,
    workspaces,
    service,
    namePrefix,
    discover,
    notReady,
    missingDocument,
    inputs,
    routes,
    breakingChanges,
    versioning,
    credential,
    ownGrants,
    callers,
    limits,
    ipFilter,
    cors,
    policies,
    contentSafety,
    tags,
    resilience,
    answers,
    errors,
    mock,
    mcp,
    observability,
    prices,
    budgets,
    auditLog,
    apiCenter,
    openai,
    databricksPaths,
    path,
    displayName,
    description,
    document,
    paths,
    apiId,
    version,
    revision,
    acceptContract,
    pool,
};
