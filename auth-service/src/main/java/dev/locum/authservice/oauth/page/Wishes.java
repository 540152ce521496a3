package dev.locum.authservice.oauth.page;

import dev.locum.authservice.client.Scope;
import java.util.Set;
import java.util.TreeSet;

/** What is asked of a user, in the words that they read. */
final class Wishes {

  private Wishes() {}

  /** A list. */
  static String of(Set<Scope> scopes) {
    StringBuilder list = new StringBuilder("<ul>\n");
    new TreeSet<>(scopes)
        .forEach(scope -> list.append("<li>").append(words(scope)).append("</li>\n"));
    return list.append("</ul>\n").toString();
  }

  private static String words(Scope scope) {
    return switch (scope) {
      case OPENID -> "know that it is you";
      case PROFILE -> "see your user name, tenant and roles";
      case WORK -> "act for you: start, follow and cancel work in your name";
    };
  }
}
