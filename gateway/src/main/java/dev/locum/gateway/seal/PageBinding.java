package dev.locum.gateway.seal;

/**
 * What a page token is good for. It does not travel: the call that brings the token back says the
 * same again.
 *
 * @param tenant the tenant; empty for a workload of the platform
 * @param namespace the namespace; empty for a list of namespaces
 * @param method full name of the method that issues and accepts it
 * @param subject the list filter, or the workflow whose history it is
 */
public record PageBinding(String tenant, String namespace, String method, String subject) {}
