// A browser without scripts: it keeps cookies, follows redirects within the issuer, and sends forms with their
// hidden fields.

const unescape = (text) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');

export class Browser {
  #cookies = new Map();
  #issuer;

  constructor(issuer) {
    this.#issuer = issuer;
  }

  /** Opens a URL, logs in and allows what is asked: the URL outside the issuer to which it is sent. */
  async authorize(url, user) {
    let page = await this.#send(url);
    page = await this.#submit(page, user);
    return page.left ?? (await this.#submit(page, {decision: 'allow'})).left;
  }

  /** Opens a URL: the page. */
  visit(url) {
    return this.#send(url);
  }

  /** Allows a device by the code that it shows. */
  async allowDevice(url, user, code) {
    await this.#submit(await this.#send(url), user);
    let page = await this.#submit(await this.#send(url), {user_code: code});
    page = await this.#submit(page, {decision: 'allow'});
    if (!page.body.includes('The device may act for you now')) throw new Error(`device: ${page.status}`);
  }

  #submit(page, fields) {
    const form = /<form method="post" action="([^"]*)">(.*?)<\/form>/s.exec(page.body);
    if (!form) throw new Error(`no form on a page of status ${page.status}`);
    const body = new URLSearchParams();
    for (const [, name, value] of form[2].matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)) {
      body.set(name, unescape(value));
    }
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return this.#send(new URL(unescape(form[1]), this.#issuer), {method: 'POST', body});
  }

  async #send(url, options = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {...options, redirect: 'manual', headers: cookie ? {cookie} : {}});
    for (const header of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(header);
      this.#cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (!location) return {status: answer.status, body: await answer.text()};
    const next = new URL(location, this.#issuer);
    return next.origin === new URL(this.#issuer).origin ? this.#send(next) : {left: next};
  }
}
