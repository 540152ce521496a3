package dev.locum.authservice.login;

import dev.locum.authservice.user.Password;
import java.net.InetAddress;

/**
 * Somebody claims to be a user. Tenant and name are as typed; any text is taken.
 *
 * @param tenant the tenant's name
 * @param name the user's name
 * @param password what they claim is the password
 * @param address where the request came from
 * @param correlationId joins the audit events of one request
 */
public record LoginRequest(
    String tenant, String name, Password password, InetAddress address, String correlationId) {}
