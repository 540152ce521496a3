/**
 * The platform as one document: tenants, downstreams, namespaces, workloads, routes, roles and
 * users, compared with what a document asks for and brought to it.
 *
 * <p><b>What decides here</b>: the same rules as for each change alone. <b>When nothing is
 * configured</b>: the document is empty, and what it does not name is left as it is. <b>What the
 * caller is told</b>: each change, or which entity cannot be changed and why.
 *
 * <p>Start with {@link dev.locum.authservice.rpc.admin.platform.PlatformPlan}.
 */
@NullMarked
package dev.locum.authservice.rpc.admin.platform;

import org.jspecify.annotations.NullMarked;
