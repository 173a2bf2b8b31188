/** Version of API Management's part of Azure Resource Manager: azure-native 3 calls the same. */
export const apiManagement = "2024-05-01";

/** The version that has subscription keys in the Authorization header; azure-native has no version with them. */
export const bearerKeysPreview = "2025-03-01-preview";

/** The version that has MCP servers; azure-native has no type for them. */
export const mcpPreview = "2025-09-01-preview";

/** The version whose diagnostics keep messages of language models; azure-native calls an older one. */
export const llmLogPreview = "2025-09-01-preview";

/** The stable version of API Centers. */
export const apiCenter = "2024-03-01";
