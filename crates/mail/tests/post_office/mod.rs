//! A mail server on this computer that does what a test wants of it. Shared by the tests of mail and of the use cases.

#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "the functions beside the tests are tests, too")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// What the server does with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It says this to the recipient, such as `550 5.1.1 No such user`.
    ToRecipient(&'static str),
    /// It breaks the connection off after the mail has come, without an answer.
    Drop,
    /// The same, but it says that the mail has come, and waits for the word first.
    DropWhenTold,
}

/// A mail as it came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Received {
    /// Who sends, as the envelope has it.
    pub from: String,
    /// To whom, as the envelope has it.
    pub to: Vec<String>,
    /// The mail.
    pub data: String,
}

impl Received {
    /// The bodies, decoded: plain text and page.
    pub fn bodies(&self) -> String {
        let mut bodies = String::new();
        for part in self.data.split("\r\n\r\n").skip(1) {
            let encoded: String = part.lines().take_while(|line| !line.starts_with("--")).collect();
            if let Ok(decoded) = STANDARD.decode(encoded) {
                bodies += &String::from_utf8_lossy(&decoded);
            }
        }
        bodies
    }
}

/// What the server wants, and what it saw.
#[derive(Debug, Default)]
pub struct PostOffice {
    /// Whether it offers STARTTLS.
    pub offers_tls: bool,
    /// The name and password that it wants; none = it wants no sign-in.
    pub login: Option<(&'static str, &'static str)>,
    /// What it does with the mails to come; afterwards it takes them.
    pub answers: Mutex<VecDeque<Answer>>,
    /// The mails that it took.
    pub received: Mutex<Vec<Received>>,
    /// Every line that came, in the order of their coming.
    pub lines: Mutex<Vec<String>>,
    /// Told when a mail has come that is to be dropped when told.
    pub has_come: Notify,
    /// The word for that.
    pub drop_it: Notify,
}

/// How a conversation went on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The client wants TLS now.
    StartTls,
    /// It is over.
    End,
}

impl PostOffice {
    /// Listens without encryption, and returns the port.
    pub async fn open(self: &Arc<Self>) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let office = Arc::clone(self);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let office = Arc::clone(&office);
                tokio::spawn(async move { office.converse(&mut stream, true).await });
            }
        });
        port
    }

    /// The mails that it took.
    pub fn mails(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// Answers one client until it wants TLS or goes.
    pub async fn converse<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: &mut S, greets: bool) -> Next {
        self.try_to_converse(stream, greets).await.unwrap_or(Next::End)
    }

    async fn try_to_converse<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: &mut S,
        greets: bool,
    ) -> std::io::Result<Next> {
        let mut stream = BufReader::new(stream);
        if greets {
            stream.write_all(b"220 post.example ready\r\n").await?;
        }
        let (mut mail, mut signed_in) = (Received::default(), self.login.is_none());
        let mut end = None;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(Next::End);
            }
            let line = line.trim_end_matches("\r\n").to_owned();
            self.lines.lock().unwrap().push(line.clone());
            let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let answer = match word.as_str() {
                "EHLO" | "HELO" => {
                    let tls = if self.offers_tls { "250-STARTTLS\r\n" } else { "" };
                    let login = if self.login.is_some() { "250-AUTH PLAIN LOGIN\r\n" } else { "" };
                    format!("250-post.example\r\n{tls}{login}250 8BITMIME\r\n")
                }
                "STARTTLS" if self.offers_tls => {
                    stream.write_all(b"220 Go ahead\r\n").await?;
                    return Ok(Next::StartTls);
                }
                "AUTH" => {
                    signed_in = self.login.is_some_and(|(name, password)| {
                        line.rsplit(' ').next() == Some(STANDARD.encode(format!("\0{name}\0{password}")).as_str())
                    });
                    if signed_in { "235 Welcome\r\n" } else { "535 5.7.8 Wrong name or password\r\n" }.to_owned()
                }
                _ if !signed_in => "530 5.7.0 Sign in first\r\n".to_owned(),
                "MAIL" => {
                    mail = Received { from: line, ..Received::default() };
                    "250 Ok\r\n".to_owned()
                }
                "RCPT" => match self.next_answer() {
                    Some(Answer::ToRecipient(words)) => format!("{words}\r\n"),
                    Some(answer) => {
                        end = Some(answer);
                        "250 Ok\r\n".to_owned()
                    }
                    None => {
                        mail.to.push(line);
                        "250 Ok\r\n".to_owned()
                    }
                },
                "DATA" => {
                    stream.write_all(b"354 Go on\r\n").await?;
                    mail.data = data(&mut stream).await?;
                    if end == Some(Answer::DropWhenTold) {
                        self.has_come.notify_one();
                        self.drop_it.notified().await;
                    }
                    if end.is_some() {
                        return Ok(Next::End);
                    }
                    self.received.lock().unwrap().push(mail.clone());
                    "250 2.0.0 Ok, queued as 42\r\n".to_owned()
                }
                "QUIT" => {
                    stream.write_all(b"221 Bye\r\n").await?;
                    return Ok(Next::End);
                }
                _ => "250 Ok\r\n".to_owned(),
            };
            stream.write_all(answer.as_bytes()).await?;
        }
    }

    fn next_answer(&self) -> Option<Answer> {
        self.answers.lock().unwrap().pop_front()
    }
}

async fn data<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>) -> std::io::Result<String> {
    let mut data = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 || line == ".\r\n" {
            return Ok(data);
        }
        data += &line;
    }
}
