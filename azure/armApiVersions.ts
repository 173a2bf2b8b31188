/** Version of API Management's part of Azure Resource Manager: azure-native 3 calls the same. */
export const apiManagement = "2024-05-01";
