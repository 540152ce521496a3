/**
 * The pages on which users log in and allow devices. They work without scripts, load nothing from
 * anywhere, and carry no secret in a URL.
 *
 * <p><b>What decides here</b>: the login and the device grants; a form counts only with the token
 * that belongs to its browser's cookie. <b>When nothing is configured</b>: nobody is logged in.
 * <b>What the caller is told</b>: fixed sentences; every wrong login looks alike, and so does every
 * wrong code.
 *
 * <p>Start with {@link dev.locum.authservice.oauth.page.LoginPage} and {@link
 * dev.locum.authservice.oauth.page.DevicePage}.
 */
@NullMarked
package dev.locum.authservice.oauth.page;

import org.jspecify.annotations.NullMarked;
