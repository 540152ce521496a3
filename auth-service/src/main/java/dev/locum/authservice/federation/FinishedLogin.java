package dev.locum.authservice.federation;

import dev.locum.authservice.login.BrowserLogin;
import java.util.Optional;

/**
 * A login that is made.
 *
 * @param login of the browser
 * @param continuation the authorization request with which it goes on; may be empty, and is not to
 *     be believed
 * @param there what the browser keeps to be logged out there, too; absent: it is not to be
 */
public record FinishedLogin(
    BrowserLogin login, String continuation, Optional<ProviderLogin> there) {}
