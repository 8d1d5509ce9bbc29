/** How forms are set up, in English. */
export const forms = {
  forms: {
    title: 'Forms',
    create: 'New form',
    intro: 'Every form has an address that takes leads: from a page, a site builder or an advertisement network.',
    none: 'There are no forms yet. Create the first one.',
    name: 'Name',
    nameHint: 'As colleagues see it in the leads',
    address: 'Address',
    vendor: 'What sends it',
    vendors: {
      generic: 'A page or a program',
      tilda: 'Tilda',
      wordpress: 'WordPress',
      'google-ads': 'Google Ads',
      vk: 'VK',
      meta: 'Meta (Facebook, Instagram)',
      yandex: 'Yandex Forms',
      calltouch: 'Calltouch'
    },
    key: 'Key in the address',
    keyHint: 'Latin letters, digits, - and _; left empty, it is made up. It cannot be changed.',
    keyBad: 'From 4 to 64 latin letters, digits, - and _.',
    keyStays: 'It stands on pages and at vendors, and does not change.',
    source: 'Source',
    sourceHint: 'Of leads that do not say themselves where they are from',
    isActive: 'Takes leads',
    isActiveHint: 'Switched off, its address answers that there is no such form.',
    active: 'active',
    inactive: 'switched off',
    itsLeads: 'Its leads',
    parts: 'Parts of the form',
    part: { code: 'Code', mapping: 'Fields', test: 'Try it', settings: 'Settings' },
    addressTitle: 'The address of the form',
    snippetTitle: 'One line for any page',
    snippetHint:
      'It makes lead forms of the forms with the attribute data-perezvon, or, when none has it, of all that ask for a number or an address and for no password. It keeps where visitors came from, and puts a number into elements with data-perezvon-number that tells which visit a call came of.',
    snippetConsent: 'Keep nothing of a visit before the visitor agrees',
    htmlTitle: 'A form without scripts',
    htmlHint: 'It works as it is. With the line above on the page it tells, too, where the visitor came from.',
    needsScript:
      'The settings ask for work of the script or for a captcha: what a page without the line above sends goes to spam.',
    noOrigins:
      'No sites are named in the settings: any page may send this form. Name your site, like https://example.org, and only its pages may.',
    html: {
      name: 'Name',
      phone: 'Phone',
      email: 'E-mail',
      comment: 'Comment',
      consent: 'I agree that my data are processed',
      send: 'Send'
    },
    steps: {
      generic:
        'A program posts to this address: JSON, fields as of a form, or multipart with files.\nIf a key is set in the settings, it stands in any field or header.',
      tilda:
        'Tilda: Site settings → Forms → Webhook. Enter this address.\nSwitch on that cookies are sent: so the source is known.\nIf a key is set in the settings, enter the same one as the API key there.\nChoose the webhook in the form and publish the pages.',
      wordpress:
        'Contact Form 7: a webhook plugin; enter this address in the tab Webhook of the form.\nElementor: in the form, Actions After Submit → Webhook; enter this address.\nIf a key is set in the settings, add it as a field or a header.',
      'google-ads':
        'Set the key in the settings of this form first: without one nothing is taken.\nGoogle Ads: the lead form → Export leads from Google Ads → Other data integration options. Webhook URL: this address; Key: the same key.\nPress “Send test data”: the test stands under Spam.',
      vk: 'VK: Manage community → API usage → Callback API. Enter this address.\nPut the string that VK wants back into “Confirmation string” in the settings here, and press Confirm there.\nEnter the same secret key on both sides.\nUnder Event types choose new lead forms.',
      meta: 'In the settings here: the secret of the app, a verify token of your own making, and an access token of the page.\nMeta: App → Webhooks → Page. Callback URL: this address; the same verify token.\nSubscribe to leadgen, and connect the app with the page.',
      yandex:
        'Yandex Forms: Settings of the form → Integration → API: a request with JSON, method POST. Enter this address.\nIn the body name the answers: name, phone, email, comment.\nIf a key is set in the settings, add the header Authorization: Bearer and the key.',
      calltouch:
        'Calltouch: Integrations → Webhooks. Enter this address, method POST.\nIn the settings here enter the network 92.118.66.0/23: nothing else may send then.'
    },
    basics: 'The form',
    guards: 'What it takes, and from whom',
    line: 'Line in the history',
    lineHint: 'Left empty: the key of the form',
    redirect: 'Where a form without scripts goes on to',
    redirectHint: 'Left empty: to a page of thanks',
    redirectBad: 'An address that begins with https:// or http://',
    joinDays: 'Days for which what is sent again joins',
    joinDaysHint: 'What the same person sends while their lead is open belongs to it; 0: never',
    pool: 'Numbers for visits',
    poolHint:
      'Every visit is shown one of its own in the elements marked data-perezvon-number, so that a call tells the visit and its advertisement',
    poolNumber: { address: 'Line at the PBX', number: 'What is dialled', text: 'As it is written' },
    poolAdd: 'Add a number',
    poolRemove: 'Remove {{number}}',
    poolBad: 'Each has a line of its own, digits to dial, and a text.',
    numberHoldSeconds: 'A page that says nothing for so many seconds is left',
    numberHoldSecondsHint: 'Then its number rests, and goes to another visit',
    callLeads: 'Somebody new who calls one of these is a lead',
    origins: 'Sites whose pages may send it',
    originsHint: 'One a line, like https://example.org; * means all; empty: any page',
    originsBad: 'Each is https:// and a name, or *.',
    networks: 'Networks from which alone it may come',
    networksHint: 'Empty: from anywhere',
    networksBad: 'Each is an address or a network, like 92.118.66.0/23.',
    honeypot: 'Trap for programs',
    honeypotHint: 'The name of a field that people do not see: whoever fills it in goes to spam',
    minFillSeconds: 'Nobody is quicker, seconds',
    workBits: 'Work of the script, bits',
    captcha: 'Captcha',
    captchaHint: 'The page shows it; its secret stands below',
    captchas: {
      none: 'none',
      hcaptcha: 'hCaptcha',
      turnstile: 'Cloudflare Turnstile',
      smartcaptcha: 'Yandex SmartCaptcha'
    },
    perAddressPerMinute: 'From one address a minute',
    perFormPerMinute: 'Altogether a minute',
    filesMost: 'Files, at most',
    filesMegabytes: 'Megabytes each',
    secretsTitle: 'Keys and secrets',
    secretsHint: 'They are written and never shown again.',
    secretSet: 'is set',
    secretNone: 'is not set',
    secretGoes: 'will be taken away',
    secretKeep: 'Keep',
    secrets: {
      key: 'Key',
      secret: 'Secret key',
      confirmation: 'Confirmation string',
      appSecret: 'Secret of the app',
      verifyToken: 'Verify token',
      accessToken: 'Access token of the page',
      captcha: 'Secret of the captcha'
    },
    remove: 'Remove the form',
    removeSure: 'Remove the form “{{name}}”? Its address takes nothing any more; its leads stay.',
    test: {
      intro: 'Sends the form as a visitor would. A real lead becomes of it.',
      fields: {
        name: 'Name',
        phone: 'Phone',
        email: 'E-mail',
        comment: 'Comment',
        utm_source: 'Source (utm_source)',
        utm_campaign: 'Campaign (utm_campaign)'
      },
      key: 'This form has a key: it is not shown, so type it here.',
      send: 'Send',
      refused: 'The form refused it: the key is missing or wrong.',
      taken: 'Taken: it cannot be lost any more.',
      lead: 'Open the lead: {{name}}',
      perhapsSpam: 'If it does not appear in a moment, look under Spam',
      inactive: 'The form is switched off: it takes nothing. Switch it on in the settings.',
      vendor:
        'What this vendor sends is signed or has its own check: send a test with the button at the vendor. What came stands under “Fields”.',
      script:
        'The form asks for work of the script or for a captcha: what is sent from here would go to spam. Try it on a page with its line of script.',
      networks: 'The form takes posts from named networks only, and this page is in none of them.'
    }
  },
  mapping: {
    title: 'What holds what',
    intro:
      'The usual names are known. Say here what is called otherwise; a star at the end stands for any ending. What is not mapped is kept as it came.',
    targets: {
      name: 'Name',
      phone: 'Phone',
      email: 'E-mail',
      text: 'Text',
      consent: 'Consent',
      page: 'Page',
      id: 'Number of the lead'
    },
    usual: 'usual names',
    trial: 'What would be made of it',
    payload: 'Of what came',
    paste: 'Paste one…',
    pasted: 'A payload',
    pastedHint: 'JSON, or fields like name=Anna&phone=…',
    noPayloads: 'nothing came yet',
    nothingYet: 'What comes stands here as it came, the last ten. Or paste one.',
    cut: 'It was longer; the rest is not kept.',
    nothing: 'Nothing would be made of it: there is no lead in it.',
    notFound: 'not found',
    byContent: 'none: the same again is known by its content',
    fields: 'All fields'
  }
}
