import { describe, expect, it } from 'vitest';
import { fixesOf } from '../../server/src/rules/rule.ts';
import { modelOf } from '../../server/src/analysis/model.ts';
import { adminPortExposed } from '../../server/src/rules/admin-port-exposed.ts';
import { credentialInUrl } from '../../server/src/rules/credential-in-url.ts';
import { leftBySed } from '../../server/src/rules/file-text.ts';
import { imageDigestInvalid } from '../../server/src/rules/image-digest-invalid.ts';
import { readMode, withoutWorldWrite } from '../../server/src/rules/mode.ts';
import { passwordInBuild } from '../../server/src/rules/password-in-build.ts';
import { remoteScriptExec } from '../../server/src/rules/remote-script-exec.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { sudoUsed } from '../../server/src/rules/sudo-used.ts';
import { sudoersNopasswd } from '../../server/src/rules/sudoers-nopasswd.ts';
import { isAtCommit, isLocal } from '../../server/src/rules/urls.ts';
import { verificationDisabled } from '../../server/src/rules/verification-disabled.ts';
import { readMarks, withMarks } from '../support/markers.ts';
import { bareContext as context } from '../support/rule-examples.ts';

const linux = 'FROM debian:13\n';
const windows =
  'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nSHELL ["powershell", "-Command"]\n';

/** The text with what the rule marks in it. */
function marked(rule: Rule, head: string, text: string): string {
  const document = modelOf(head + text, 'dockerfile');
  const spans = [...rule.check(document, context)].map(({ span }) => span);
  return withMarks(head + text, spans).slice(head.length);
}

function reports(rule: Rule, table: readonly string[], head = linux): void {
  it.each(table)('%s', (expected) => {
    expect(marked(rule, head, readMarks(expected).text)).toBe(expected);
  });
}

describe('remoteScriptExec follows what is downloaded', () => {
  reports(remoteScriptExec, [
    String.raw`RUN «curl -sSL https://example.org/get | python3» -`,
    String.raw`RUN «curl -sS https://example.org/installer | php» -- --filename=composer`,
    String.raw`RUN «(curl -fsSL https://example.org/i || wget -qO- https://example.org/i) | sh»`,
    String.raw`RUN «curl -L https://example.org/i.gz | gunzip | sed s/a/b/ | bash» -x`,
    String.raw`RUN «curl -sSL https://example.org/i | su - app -c bash»`,
    String.raw`RUN ["/bin/bash", "-c", "«curl -s https://example.org/i | bash»"]`,
    String.raw`RUN «bash < <(curl -s https://example.org/i)» && «bash <<< "$(curl -s https://example.org/j)"»`,
    'RUN «`curl -s https://example.org/i`» && «ruby -e "$(curl -s https://example.org/j)"»',
    String.raw`RUN curl -s https://example.org/i > i && chmod +x i && «./i»`,
    String.raw`RUN curl https://example.org/i | tee i.sh && «. ./i.sh»`,
    String.raw`RUN wget https://example.org/i.sh -P /opt && cd /opt && «bash i.sh»`,
    String.raw`RUN curl -o i https://example.org/i && mkdir sub && cd sub && «../i»`,
    String.raw`RUN curl -Lo ./kind https://example.org/kind && mv ./kind /usr/local/bin/kind && «kind» version`,
    String.raw`RUN curl -O https://example.org/a -O https://example.org/b && sh c && «sh b» && sh b`,
    String.raw`RUN curl -o i https://example.org/i && «cat i | sh»`,
    String.raw`RUN php -r "copy('https://example.org/i', 'i.php');" && «php i.php»`,
    String.raw`RUN «php -r "readfile('https://example.org/i');" | php»`,
    String.raw`RUN S=$(curl -s https://example.org/i) && «eval "$S"» && T=$(curl -s https://example.org/j); «echo "$T" | sh»`,
    String.raw`RUN export S=$(curl -s https://example.org/i) && «bash -c "$S"»`,
    String.raw`RUN S=$(curl -s https://example.org/i) && echo "$S" | sha256sum -c sums && eval "$S"`,
    String.raw`RUN S=$(curl -s https://example.org/i) && S=1 && eval "$S" && T=$(curl -s https://example.org/j) && echo "$T"`,
    'RUN curl -o ${D}/i https://example.org/i && «sh $D/i»',
  ]);
});

describe('remoteScriptExec knows what is checked', () => {
  reports(remoteScriptExec, [
    String.raw`RUN curl -o i https://example.org/i && sha256sum i && «./i»`,
    String.raw`RUN curl -o i https://example.org/i && «sh i» && echo "$SUM i" | sha256sum -c`,
    String.raw`RUN curl -o i https://example.org/i && [ "$(sha256sum i | cut -c1-64)" = "$SUM" ] && sh i`,
    String.raw`RUN curl -O https://example.org/i -O https://example.org/SHA256SUMS && sha256sum -c SHA256SUMS && sh i`,
    String.raw`RUN curl -O https://example.org/a -O https://example.org/b && echo "$SUM a" | sha256sum -c && sh a && «sh b»`,
    String.raw`RUN curl -o i https://example.org/i && cosign verify-blob --key k.pub --signature i.sig i && sh i`,
    String.raw`RUN curl -o i https://example.org/i && php -r "hash_file('sha384', 'i') === '$SUM' || exit(1);" && php i`,
  ]);
});

describe('remoteScriptExec leaves data alone', () => {
  reports(remoteScriptExec, [
    String.raw`RUN curl https://example.org/i | node -p 1 && curl https://example.org/j | perl -pes/a/b/`,
    String.raw`RUN curl https://example.org/tags | jq -r .tag | xargs -I{} curl -o f https://example.org/{}`,
    String.raw`RUN curl https://example.org/i | sh -c 'cat > f' && VERSION=$(curl https://example.org/v) && echo $VERSION`,
    String.raw`RUN curl https://example.org/i.tgz | tar xz && cd i && ./configure && make`,
    String.raw`RUN curl --unix-socket /run/app.sock http://app/i | sh && curl file:///i | sh`,
  ]);
});

describe('remoteScriptExec reads PowerShell', () => {
  reports(
    remoteScriptExec,
    [
      String.raw`RUN «iex ((New-Object Net.WebClient).DownloadString('https://example.org/i.ps1'))»`,
      String.raw`RUN «Invoke-Expression "& { $(irm https://example.org/i.ps1) } -Force"»`,
      String.raw`RUN «Invoke-Expression (iwr -UseBasicParsing https://example.org/i.ps1).Content»`,
      String.raw`RUN & («[scriptblock]::Create((irm https://example.org/i.ps1))»)`,
      String.raw`RUN iwr https://example.org/i.exe -OutFile C:\I.exe; «Start-Process c:\i.exe» -Wait`,
      String.raw`RUN (New-Object Net.WebClient).DownloadFile('https://example.org/i.exe', 'i.exe'); & «.\i.exe»`,
      String.raw`RUN iwr https://example.org/i.ps1 -OutFile i.ps1; if ((Get-FileHash i.ps1).Hash -ne $env:SUM) { exit 1 }; .\i.ps1`,
      String.raw`RUN (irm https://example.org/version).tag; irm https://example.org/i.json | ConvertFrom-Json`,
    ],
    windows,
  );
});

describe('verificationDisabled knows the commands', () => {
  reports(verificationDisabled, [
    String.raw`RUN curl -o k -w k https://example.org && curl -d k -H 'a: -k' https://example.org && curl «-Lk» https://example.org`,
    String.raw`RUN curl -sk localhost:8080 && curl -k https://127.0.0.1 && curl «-k» $URL`,
    String.raw`RUN git config --global «http.sslVerify "false"» && git config «http."https://example.org/".sslVerify 0» && git clone «--config http.sslVerify=false» u`,
    String.raw`RUN npm set «strict-ssl=false» && yarn config set «strict-ssl false» -g && pnpm i «--no-strict-ssl»`,
    String.raw`RUN pip3.14 install «--trusted-host a.org» «--trusted-host=b.org» x && pip config set «global.trusted-host a.org»`,
    String.raw`RUN apt-get «-oAcquire::AllowInsecureRepositories=true» update && apt-get -y «--force-yes» install x`,
    String.raw`RUN yum-config-manager --save «--setopt=sslverify=0» && dnf5 install «--setopt tool.gpgcheck=0» x && zypper «--no-gpg-checks» in y`,
    String.raw`RUN export «GIT_SSL_NO_VERIFY=0» && env «PYTHONHTTPSVERIFY=0» x && go env -w «GOSUMDB=off»`,
    String.raw`RUN conda config --set «ssl_verify false» && composer config «disable-tls true» && bundle config --global «ssl_verify_mode 0»`,
    String.raw`RUN helm repo add a https://example.org «--insecure-skip-tls-verify» && skopeo copy «--src-tls-verify=false» docker://a dir:b`,
    String.raw`RUN sed -i 's/gpgcheck=1/«gpgcheck=0»/' a.repo && sed -i 's/gpgcheck=0/gpgcheck=1/; /sslverify=0/d' b.repo && grep gpgcheck=0 c.repo`,
    String.raw`RUN printf "[a]\n«gpgcheck=0»\n# gpgcheck=0\n[b]\n«gpgcheck=0»\n" > /etc/yum.repos.d/a.repo`,
    String.raw`RUN echo «insecure» >> ~/.curlrc && echo insecure >> notes.txt`,
    String.raw`RUN curl -d "-k" -u -k -A -k --data -k https://example.org && curl «-k» -A -k https://example.org`,
    String.raw`RUN svn co «--trust-server-cert» u && svn up «--trust-server-cert-failures=unknown-ca» && go env -w «GONOSUMDB=*»`,
    String.raw`RUN echo strict-ssl=false && echo strict-ssl=false >&2 && echo «strict-ssl=false» | tee .npmrc && { echo «strict-ssl=false»; } > .npmrc`,
    String.raw`RUN echo "«trusted-host = a.example.org»" > pip.conf && echo "trusted-host = localhost" > pip.conf && echo «GIT_SSL_NO_VERIFY=true» >> /etc/environment`,
    String.raw`RUN printf "[a]\nbaseurl=file:///a\ngpgcheck=0\n" > a.repo && printf "[a]\nbaseurl=file:///a\n[b]\nbaseurl=https://b\n«gpgcheck=0»\n" > b.repo`,
  ]);
});

describe('verificationDisabled reads PowerShell', () => {
  reports(
    verificationDisabled,
    [
      String.raw`RUN «[Net.ServicePointManager]::ServerCertificateValidationCallback = {$true}»; iwr «-SkipCertificateCheck» https://example.org`,
      String.raw`RUN «$env:NODE_TLS_REJECT_UNAUTHORIZED = '0'»; npm ci`,
    ],
    windows,
  );
});

describe('passwordInBuild tells what the file tells', () => {
  reports(passwordInBuild, [
    String.raw`RUN echo "root:$PW" | chpasswd; PW=x; «echo "root:$PW" | chpasswd»`,
    'RUN PW=$(pwgen) && echo "root:$PW" | chpasswd && «echo "app:${OTHER:-x}" | chpasswd»',
    String.raw`RUN «echo x | passwd» --stdin root && «yes x | passwd» app && passwd -l a && passwd -u b && «passwd -ud» c`,
    String.raw`RUN useradd -p "$(openssl passwd -1 $UNKNOWN)" a && useradd -ms /bin/sh «-p hash» b && adduser -D c`,
    String.raw`RUN echo "$ACCOUNT:$PW" | chpasswd && «echo "$ACCOUNT:x" | chpasswd» && export PW=x && «echo "root:$PW" | chpasswd»`,
    String.raw`RUN echo root:x > list && «chpasswd < list» && «cat list | chpasswd» && echo "root:$PW" > list && chpasswd < list`,
    'RUN cat <<EOF | chpasswd\nroot:$PW\nEOF',
    String.raw`RUN echo "$(cat /run/a:b)" | chpasswd && «echo "$(whoami):x" | chpasswd»`,
    String.raw`RUN usermod -p '!' a && usermod «-p ''» b && echo 'c:*' | chpasswd -e && cat f | chpasswd`,
  ]);
});

describe('sudoUsed finds commands', () => {
  reports(sudoUsed, [
    String.raw`RUN («sudo» a; { «sudo» b; }; if «sudo» c; then x=$(«sudo» d); fi) && ! «/usr/bin/sudo» e`,
    String.raw`RUN find / -exec «sudo» rm {} + && xargs -0 «sudo» rm && «sudo» sh -c "«sudo» id"`,
    String.raw`RUN ["«sudo»", "-E", "make"]`,
    String.raw`RUN which sudo && command -v sudo && sudoku && cat /etc/sudoers.d/sudo`,
  ]);
});

describe('the fix of sudoUsed', () => {
  function fixes(head: string, text: string): readonly string[] {
    const findings = [...sudoUsed.check(modelOf(head + text, 'dockerfile'), context)];
    return findings.map((finding) => {
      const [fix] = fixesOf(finding);
      if (fix === undefined) return 'none';
      return fix.isSafe ? 'safe' : 'offered';
    });
  }

  it('is safe where a USER or the base image says that the step runs as root', () => {
    expect(fixes('FROM debian:13\n', 'RUN sudo make\n')).toEqual(['safe']);
    expect(fixes('FROM team/base:1\nUSER 0\n', 'RUN sudo make\n')).toEqual(['safe']);
  });

  it('is only offered where nothing says so', () => {
    expect(fixes('FROM team/base:1\n', 'RUN sudo make\n')).toEqual(['offered']);
    expect(fixes('FROM debian:13\nUSER $APP\n', 'RUN sudo make\n')).toEqual(['offered']);
  });

  it('is not there where it would delete a comment', () => {
    expect(fixes('FROM debian:13\n', 'RUN sudo \\\n  # why\n  make && sudo \\\n  make\n')).toEqual([
      'none',
      'safe',
    ]);
  });

  it('is not there where sudo does more', () => {
    expect(fixes('FROM debian:13\n', 'RUN sudo -u app make && sudo A=b make && sudo -i\n')).toEqual(
      ['none', 'none', 'none'],
    );
    expect(fixes('FROM debian:13\nUSER app\n', 'RUN sudo make\n')).toEqual(['none']);
  });
});

describe('the message', () => {
  const digits = '4b1c9c5f'.repeat(8);

  it.each([
    [imageDigestInvalid, `FROM a:1@${digits}`, 'Write `sha256:` before'],
    [imageDigestInvalid, `FROM a:1@sha256-${digits}`, 'Write `sha256:` before'],
    [imageDigestInvalid, `FROM a:1@SHA256:${digits}`, 'in lower case'],
    [imageDigestInvalid, `FROM a:1@sha256:${digits}@sha256:${digits}`, 'here are two'],
    [adminPortExposed, 'FROM a:1\nEXPOSE 2375', 'the whole engine'],
    [adminPortExposed, 'FROM a:1\nEXPOSE 22', 'the whole container'],
    [sudoersNopasswd, `${linux}RUN echo "a ALL=NOPASSWD: ALL" >> /etc/sudoers`, 'become root'],
    [
      sudoersNopasswd,
      `${linux}RUN echo "a ALL=NOPASSWD: /bin/x" >> /etc/sudoers`,
      'these commands',
    ],
    [sudoUsed, `${linux}RUN sudo -u app make`, 'changes the user for this one command'],
    [credentialInUrl, `${linux}ENV A=https://a:kT7vRw2q@b`, 'or set it when the container starts'],
  ])('of $id for %j', (rule, text, part) => {
    const [finding] = rule.check(modelOf(`${text}\n`, 'dockerfile'), context);
    expect(finding?.message).toContain(part);
  });
});

it('sudoersNopasswd is information in a development container', () => {
  const text = 'FROM debian:13\nRUN echo "app ALL=NOPASSWD: ALL" > /etc/sudoers.d/app\n';
  const path = '.devcontainer/Dockerfile';
  const findings = [...sudoersNopasswd.check(modelOf(text, 'dockerfile'), { ...context, path })];
  expect(findings.map(({ severity }) => severity)).toEqual(['information']);
});

describe('a mode', () => {
  it.each([
    ['777', '755'],
    ['0666', '0644'],
    ['=776', '=754'],
    ['a+w', 'u+w'],
    ['o+w', 'o-w'],
    ['a=rwx', 'u=rwx,go=rx'],
    ['go+rwX', 'go+rX'],
    ['u=rwx,g=rx,o=rwx', 'u=rwx,g=rx,o=rx'],
  ])('%s lets everybody write, %s does not', (open, tightened) => {
    expect(readMode(open)?.isWorldWritable).toBe(true);
    expect(withoutWorldWrite(open)).toBe(tightened);
    expect(readMode(tightened)?.isWorldWritable).toBe(false);
  });

  it.each(['755', '+w', 'g+w', 'a+w,o-w', 'o=u', 'o-w'])('%s keeps others from writing', (mode) => {
    expect(readMode(mode)?.isWorldWritable).toBe(false);
  });

  it.each([
    ['4755', true, false],
    ['02755', false, true],
    ['+s', true, true],
    ['u+s,u-s', false, false],
    ['o+s', false, false],
    ['1777', false, false],
  ])('%s sets the user bit: %s, the group bit: %s', (mode, setsUser, setsGroup) => {
    expect(readMode(mode)).toMatchObject({ setsUser, setsGroup });
  });

  it.each(['$MODE', 'rwx', '888', '', 'u+', 'a+w,'])(
    '%s cannot be read or gives nothing',
    (mode) => {
      expect(readMode(mode)?.isWorldWritable ?? false).toBe(false);
    },
  );
});

describe('sed leaves', () => {
  it.each([
    ['s/a/b/', 'b'],
    ['s|a|b|;s,c,d,g', 'b\nd'],
    ['/x/d', ''],
    ['$a line', '$a line'],
    [String.raw`s/a\/b/c\/d/`, String.raw`c\/d`],
    ['/x/s/^#//', '/x/'],
    [String.raw`s/^# *\(x.*\)/\1/`, ' *x.*\n\\1'],
    ['s/unfinished', ''],
    [String.raw`/x/s/^\(.*\)$/# \1/`, String.raw`# \1`],
    ['/x/s/^#*/# /', '# '],
  ])('of %s: %s', (expression, left) => {
    expect(leftBySed(expression)).toBe(left);
  });
});

describe('an address', () => {
  it.each([
    ['http://localhost:8080/x', true],
    ['localhost:8080', true],
    ['https://user@[::1]/x', true],
    ['127.1.2.3', true],
    ['file:///x', true],
    ['https://localhost.example.org', false],
    ['https://example.org/localhost', false],
    ['$HOST', false],
  ])('%s is of this machine: %s', (url, expected) => {
    expect(isLocal(url)).toBe(expected);
  });

  const hash = '0123456789abcdef0123456789abcdef01234567';

  it.each([
    [`https://example.org/raw/${hash}/x.sh`, true],
    [`https://example.org/archive/${hash}.tar.gz`, true],
    [`http://example.org/raw/${hash}/x.sh`, false],
    [`https://example.org/x.sh?${hash}`, false],
    ['https://example.org/raw/$COMMIT/x.sh', true],
    ['https://example.org/raw/$VERSION/x.sh', false],
  ])('%s names a commit: %s', (url, expected) => {
    expect(isAtCommit(url)).toBe(expected);
  });
});

describe('a download in PowerShell', () => {
  const save = 'Invoke-WebRequest -OutFile $f https://example.org/x.exe';
  const found = (script: string): number =>
    [
      ...remoteScriptExec.check(
        modelOf(`FROM a:1\nSHELL ["powershell"]\nRUN ${script}\n`, 'dockerfile'),
        context,
      ),
    ].length;

  it.each(['& $f', '. $f', '&$f /quiet', 'Start-Process $f'])('is run by %s', (call) => {
    expect(found(`${save}; ${call}`)).toBe(1);
  });

  it.each(['$a = [regex]::Escape($f)', 'Write-Host ($f)', '$f', 'Write-Host ("x.exe")'])(
    'is not run by %s',
    (value) => {
      const saved = save.replace('$f', value.includes('x.exe') ? 'x.exe' : '$f');
      expect(found(`${saved}; ${value}`)).toBe(0);
    },
  );
});
