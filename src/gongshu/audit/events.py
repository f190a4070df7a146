"""Every kind of audit event there is: `source:subject:action`. The auditors' manual is made from this list."""

from __future__ import annotations

from enum import StrEnum


class Event(StrEnum):
    """A tag with what it means in both languages; an event that is not here cannot be recorded."""

    zh: str
    en: str

    def __new__(cls, tag: str, zh: str, en: str) -> Event:
        event = str.__new__(cls, tag)
        event._value_ = tag
        event.zh, event.en = zh, en
        return event

    # One event a line.
    # fmt: off
    # jobs, audit, site
    NODE_INIT = "site:node:init", "节点建成", "The node was set up."
    NODE_RESTORE = "site:node:restore", "节点由备份恢复", "The node was restored from a backup."
    LEDGER_EXPORT = "audit:ledger:export", "导出审计账本，供离线核验", "The ledger was exported for offline verification."
    LEDGER_VERIFY = "audit:ledger:verify", "核验审计账本", "The ledger was verified."
    BODY_ERASE = "audit:record:erase", "依法删除一条记录的内容，摘要保留", "The body of a record was erased by law; its digest stays."
    JOB_REVIVE = "jobs:job:revive", "重试已终止的后台任务", "A dead job was given its tries back."

    # people: regions, bodies, roles
    REGIONS_LOAD = "people:regions:load", "载入行政区划代码表", "The table of administrative divisions was loaded."
    BODY_CREATE = "people:body:create", "登记一个单位", "A body was registered."
    BODY_CHANGE = "people:body:change", "变更单位信息", "A body's particulars were changed."
    BODY_CLOSE = "people:body:close", "单位撤销", "A body was dissolved."
    ROLE_GIVE = "people:role:give", "确定单位承担的法定角色", "A body was given a statutory role."
    ROLE_END = "people:role:end", "终止单位承担的法定角色", "A body's statutory role ended."
    CHAIN_SET = "people:chain:set", "设定单位内部办理环节", "A body's internal chain of steps was set."

    # people: accounts, duties, delegations, sign-in
    ACCOUNT_CREATE = "people:account:create", "开立账号", "An account was opened."
    ACCOUNT_CHANGE = "people:account:change", "变更账号资料", "An account's particulars were changed."
    ACCOUNT_CLOSE = "people:account:close", "注销账号", "An account was closed."
    ACCOUNT_SIGN_UP = "people:account:sign-up", "公众注册账号", "A member of the public signed up."
    HAND_OVER = "people:account:hand-over", "人员离任，职责移交", "Somebody left and handed all open duties over."
    DUTY_GRANT = "people:duty:grant", "授予职责", "A duty was granted."
    DUTY_REVOKE = "people:duty:revoke", "收回职责", "A duty was withdrawn."
    DELEGATION_START = "people:delegation:start", "委托他人代行职责", "Duties were delegated for a time of absence."
    DELEGATION_END = "people:delegation:end", "终止委托", "A delegation was ended."
    ADMINISTRATOR_APPOINT = "people:administrator:appoint", "任命系统、安全或者审计管理员", "An administrator was appointed."
    ADMINISTRATOR_DISMISS = "people:administrator:dismiss", "免去管理员", "An administrator was dismissed."
    LINK_ISSUE = "people:link:issue", "签发一次性登录链接", "A one-time sign-in link was issued."
    LINK_USE = "people:link:use", "使用一次性登录链接登录", "A one-time sign-in link was used."
    SIGN_IN = "people:session:sign-in", "登录", "Somebody signed in."
    SIGN_IN_FAIL = "people:session:fail", "登录失败", "Somebody failed to sign in."
    SIGN_OUT = "people:session:sign-out", "退出登录", "Somebody signed out."
    SESSION_END = "people:session:end", "结束会话", "A session was ended from the list of sessions."
    TOKEN_ISSUE = "people:token:issue", "签发接口令牌", "An API token was issued."
    TOKEN_REVOKE = "people:token:revoke", "吊销接口令牌", "An API token was revoked."

    # cases
    CASE_OPEN = "cases:case:open", "收到申请，立案", "A case was opened."
    CASE_MOVE = "cases:case:move", "办理一步", "A case was moved by a decision or a step."
    CASE_CLOSE = "cases:case:close", "办结", "A case came to its end."
    CASE_REMIND = "cases:case:remind", "到期前提醒", "The body that owes a date was reminded."
    CASE_ESCALATE = "cases:case:escalate", "逾期报告上级", "A missed date was reported to the superior."
    CASE_MIGRATE = "cases:case:migrate", "依新法调整在办案件", "An open case was moved to a later text of the law."
    CASE_ATTACH = "cases:case:attach", "附上公文", "An official letter was attached."
    CASE_CHAIN = "cases:case:chain", "单位内部流转", "A case passed a step of a body's internal chain."
    CASE_RECOMPUTE = "cases:clock:recompute", "节假日通知发布后重算期限", "A provisional date was recomputed."
    NOTICE_MAIL = "cases:notice:mail", "通知以邮件送出", "A notice was sent by mail."
    CASE_LETTER = "cases:letter:make", "文书制成", "The PDF of a letter was made and its digest kept."
    NOTICE_READ = "cases:notice:read", "查收通知", "A notice was read."

    # catalogue
    ENTRY_CREATE = "catalogue:entry:create", "编制目录条目", "A catalogue entry was drafted."
    ENTRY_EDIT = "catalogue:entry:edit", "修改目录草稿", "A draft of an entry was changed."
    ENTRY_SUBMIT = "catalogue:entry:submit", "目录送审", "A version of an entry was sent for review."
    ENTRY_RETURN = "catalogue:entry:return", "目录退回修改", "A version of an entry was returned."
    ENTRY_PUBLISH = "catalogue:entry:publish", "目录发布", "A version of an entry was published."
    ENTRY_WITHDRAW = "catalogue:entry:withdraw", "目录下架", "An entry was withdrawn."
    ENTRY_IMPORT = "catalogue:entry:import", "批量导入目录草稿", "Entries were imported as drafts."
    IMPORT_FINISH = "catalogue:import:finish", "导入目录完成", "The import of a catalogue was finished."
    ATTRIBUTE_SETTLE = "catalogue:attribute:settle", "裁定属性争议", "A dispute on an attribute was settled."
    RESOURCE_CREATE = "catalogue:resource:create", "登记数据资源", "A resource was registered."
    INTERFACE_REGISTER = "interfaces:interface:register", "登记或者变更接口", "An interface of a source was registered or changed."
    INTERFACE_LOST = "interfaces:interface:lost", "接口连接不上", "A source of an interface cannot be reached any more."
    INTERFACE_FOUND = "interfaces:interface:found", "接口恢复连接", "A source of an interface can be reached again."
    INTERFACE_STOP = "interfaces:stop:plan", "计划停用接口", "A stop of an interface was planned and those who use it were told."
    INTERFACE_STOP_OFF = "interfaces:stop:cancel", "取消停用接口", "A planned stop of an interface was cancelled."
    SOURCE_REGISTER = "collection:source:register", "登记或者变更采集源", "A source of a table was registered or changed."
    SOURCE_REMOVE = "collection:source:remove", "撤销采集源", "A source of a table was removed."
    SOURCE_FETCH = "collection:source:fetch", "开始取数", "A fetch of a source was begun."
    SOURCE_TAKE = "collection:source:take", "取到数据", "A fetch of a source brought data."
    SOURCE_FAIL = "collection:source:fail", "取数失败", "A fetch of a source failed."
    SUBSCRIPTION_MAKE = "subscription:subscription:make", "建立订阅", "Data of a grant is handed over into a table of its receiver from now on."
    SUBSCRIPTION_STOP = "subscription:subscription:stop", "停止订阅", "A subscription was stopped."
    BATCH_SEND = "subscription:batch:send", "开始交付一批数据", "A batch of a subscription was begun."
    BATCH_CONFIRM = "subscription:batch:confirm", "一批数据对账一致", "A batch arrived and both ends agree on rows and digest."
    BATCH_FAIL = "subscription:batch:fail", "一批数据未能交付", "A batch was not handed over."
    EXCHANGE_INVITE = "subscription:node:invite", "签发交换节点登记码", "A one-time code for the enrolment of an exchange node was made."
    EXCHANGE_ENROL = "subscription:node:enrol", "交换节点登记", "An exchange node was enrolled with its key."
    EXCHANGE_SUSPEND = "subscription:node:suspend", "暂停交换节点", "An exchange node was suspended; it is given nothing."
    EXCHANGE_RESUME = "subscription:node:resume", "恢复交换节点", "An exchange node may ask again."
    EXCHANGE_REMOVE = "subscription:node:remove", "移除交换节点", "An exchange node was removed and its subscriptions stopped."
    RESOURCE_HOOK = "catalogue:resource:hook", "资源挂接", "A resource was hooked to its entry."
    RESOURCE_UNHOOK = "catalogue:resource:unhook", "资源脱挂", "A resource was taken off its entry."
    SNAPSHOT_PUBLISH = "catalogue:snapshot:publish", "发布数据快照", "A snapshot was published."
    SNAPSHOT_RESTORE = "catalogue:snapshot:restore", "恢复到较早的快照", "An earlier snapshot was made current."
    DATA_MEASURE = "catalogue:entry:measure", "对有误数据采取措施", "A decision took a measure on data that was wrong."
    DATA_RESUME = "catalogue:entry:resume", "恢复数据发布", "Data whose publication was suspended is published again."
    CLASSES_LOAD = "catalogue:classes:load", "载入目录分类", "The tree of classes was taken over from a file."
    ENTRY_CODE = "catalogue:entry:code", "目录取得资源代码", "An entry got a resource code in a class; the one before goes on leading to it."
    LIST_SET = "catalogue:list:set", "设定清单的门槛和统计期", "The authority set the threshold and the period of a list."
    LIST_PUBLISH = "catalogue:list:publish", "发布清单", "A numbered version of a list was published."
    HARVEST_CHANGE = "catalogue:harvest:change", "登记或者变更目录来源", "A source of catalogues was registered or changed."
    HARVEST_ORDER = "catalogue:harvest:order", "立即读取目录来源", "Somebody let a source of catalogues be read at once."
    HARVEST_RUN = "catalogue:harvest:run", "读取目录来源", "A source of catalogues was read, or could not be."
    LEVEL_CONFIRM = "catalogue:level:confirm", "上级审核本级目录", "A level's catalogue was confirmed by the next higher authority."
    SYNONYM_CHANGE = "catalogue:synonym:change", "维护检索同义词", "The synonyms of the search were changed."
    INDEX_REBUILD = "catalogue:index:rebuild", "重建检索索引", "The index of the search was built anew."

    # opening
    MASKING_RECORD = "opening:masking:record", "登记脱敏脱密记录", "It was recorded how data was masked before opening."
    CONSENT_RECORD = "opening:consent:record", "登记权利人同意", "The consent of right holders to an opening was recorded."
    CONSENT_READ = "opening:consent:read", "查阅权利人同意的凭据", "The paper that shows a consent was read."
    CONSENT_WITHDRAW = "opening:consent:withdraw", "撤回权利人同意", "A consent to an opening was withdrawn."
    CHECK_RUN = "opening:check:run", "小单元检查", "It was looked whether rows to be opened can be told apart."
    CHECK_OVERRIDE = "opening:check:override", "小单元检查未通过，审核部门说明理由后放行", "The reviewing body let a failed small-cell check pass, with a reason."
    PLAN_CHANGE = "opening:plan:change", "调整开放计划", "An opening plan was changed."
    PLAN_PUBLISH = "opening:plan:publish", "发布开放计划", "A numbered version of an opening plan was published."

    # grants, sharing, gateway
    GRANT_ISSUE = "grants:grant:issue", "授予使用", "A grant was issued."
    GRANT_SUSPEND = "grants:grant:suspend", "暂停使用", "A grant was suspended."
    GRANT_RESUME = "grants:grant:resume", "恢复使用", "A grant was resumed."
    GRANT_END = "grants:grant:end", "终止使用", "A grant was ended."
    GRANT_RENEW = "grants:grant:renew", "续期", "A grant was renewed."
    GRANT_EXPIRE = "grants:grant:expire", "授权期满", "A grant ran out."
    GRANT_CHANGE = "grants:grant:change", "变更使用条件", "The terms of a grant were changed."
    COPY_SWAP = "grants:copy:swap", "更新取数副本", "The copy that row queries read was replaced by one of a newer snapshot."
    DOWNLOAD_DIGEST = "catalogue:download:digest", "登记公开下载文件的摘要", "The digest of the file that anybody downloads of a table was kept."
    FILE_TRACE = "grants:file:trace", "追溯外泄文件", "Somebody asked from whom a leaked file came."
    HANDOUT_FILE = "grants:handout:file", "交付数据文件", "A file was handed out."
    HANDOUT_TOKEN = "grants:handout:token", "签发取数令牌", "A token for the gateway was handed out."
    HANDOUT_STOP = "grants:handout:stop", "停止交付", "A running hand-out was stopped."
    RECALL_TELL = "grants:recall:tell", "告知数据持有者更换数据", "Everybody who was given data that was wrong was told."
    RECALL_TAKE = "grants:recall:take", "确认已换用更正后的数据", "A holder confirmed that the mended data was taken over."
    USE_DOWNLOAD = "sharing:use:download", "下载数据", "Data were downloaded."
    USE_QUERY = "sharing:use:query", "查询数据", "Data were queried."
    USE_VERIFY = "gateway:use:verify", "核验数据", "A yes or no question was answered."
    USE_ROWS = "gateway:use:rows", "按键取数", "Rows were read by key."
    USE_CALL = "gateway:use:call", "调用数源单位的接口", "An interface of the source was called."
    USE_CALL_FAILED = "gateway:use:call-failed", "接口调用未成", "A call to an interface of the source came to nothing."
    USE_REFUSED = "gateway:use:refused", "拒绝取数", "A request for data was refused."
    USE_PAGE = "gateway:use:page", "分页取数", "Rows were read page by page."
    VERIFY_ANSWER = "sharing:verification:answer", "答复核实比对", "A request to verify or compare was answered."
    USE_REPORT = "sharing:report:file", "提交使用情况报告", "A report on the use of data was filed."

    # collection
    UPLOAD_ANNOUNCE = "collection:upload:announce", "开始上传文件", "A file that is sent in pieces was announced."
    UPLOAD_DROP = "collection:upload:drop", "放弃上传", "A file that did not come whole was given up or swept; nothing of it is kept."
    DELIVERY_START = "collection:delivery:start", "开始接收数据", "A delivery began."
    DELIVERY_FINISH = "collection:delivery:finish", "数据入库", "A delivery was finished."
    DELIVERY_HOLD = "collection:delivery:hold", "数据待核，暂不发布", "A delivery waits for a steward."
    DELIVERY_RELEASE = "collection:delivery:release", "专员放行", "A steward released a delivery."
    DELIVERY_REJECT = "collection:delivery:reject", "专员退回数据", "A steward rejected a delivery."
    DELIVERY_FAIL = "collection:delivery:fail", "接收失败", "A delivery failed; nothing was published."
    QUARANTINE_MEND = "collection:quarantine:mend", "隔离数据修正后补送", "Mended rows were delivered against their quarantine."
    QUALITY_FEEDBACK = "collection:quality:feedback", "质量问题反馈提供单位", "Problem data or abnormal data was fed back to its provider."
    QUALITY_RULES = "quality:rules:set", "设定质量规则", "The quality rules of an entry were set."
    QUALITY_CHECK = "quality:check:run", "按规则校核数据质量", "A published snapshot was checked by the quality rules of its entry."
    QUALITY_RECTIFY = "collection:quality:rectify", "质量问题整改完成", "What was fed back has been put right."

    # registers
    DUTIES_IMPORT = "registers:duties:import", "导入职责清单", "The duty list of a body was replaced by its newest file."
    SYSTEM_REGISTER = "registers:system:register", "登记信息系统", "An information system entered the list of its body."
    SYSTEM_CHANGE = "registers:system:change", "变更信息系统", "What the list says of an information system was changed."
    SYSTEM_RETIRE = "registers:system:retire", "停用信息系统", "An information system is no longer in use."

    SYSTEM_INTEGRATE = "registers:system:integrate", "整合信息系统", "A platform or channel was merged into the one platform."
    ENTRUSTED_CHECK = "registers:entrusted:check", "记录委托收集的检查", "A body checked a collection that it entrusted."

    # classification
    RULES_ISSUE = "classification:rules:issue", "制定分类分级规则", "A version of rules of classification was issued."
    COLUMNS_GRADE = "classification:columns:grade", "数据项定级", "A steward confirmed or corrected the levels of columns."
    IMPORTANT_ADMIT = "classification:important:admit", "列入重要数据目录", "Data was admitted to the catalogue of important or core data."
    IMPORTANT_DENY = "classification:important:deny", "不列入重要数据目录", "Data was not admitted to the catalogue of important or core data."
    IMPORTANT_REMOVE = "classification:important:remove", "移出重要数据目录", "Data was taken out of the catalogue of important or core data."
    IMPORTANT_PUBLISH = "classification:catalogue:fix", "编制重要数据目录版本", "A version of the catalogue of important or core data was fixed; it is not public."
    IMPORTANT_REPORT = "classification:catalogue:report", "报送重要数据目录", "A version of the catalogue of important data was reported upward."
    ATTRIBUTES_REVIEW = "classification:attributes:review", "评估共享开放属性和级别", "A provider looked again at the attributes and the level of an entry."
    REVIEW_ASK = "classification:attributes:ask", "开展属性定期评估", "A provider was asked to look again at attributes that are due."

    # standards
    STANDARD_DRAFT = "standards:standard:draft", "起草标准规范", "A standard or its next version was drafted or changed."
    STANDARD_LOAD = "standards:standard:load", "载入数据元或者代码", "Elements or codes of a draft were replaced by those of a file."
    STANDARD_CONSULT = "standards:standard:consult", "标准规范征求意见", "A draft was put before bodies, or before the public."
    STANDARD_OPINION = "standards:opinion:give", "对标准规范提出意见", "A body or a person said what they think of a draft."
    STANDARD_ANSWER = "standards:opinion:answer", "答复标准规范意见", "It was said what became of an opinion."
    STANDARD_ISSUE = "standards:standard:issue", "发布标准规范", "A version of a standard was issued."
    STANDARD_EFFECT = "standards:standard:effect", "标准规范施行", "An issued version took effect on its day."
    STANDARD_RETURN = "standards:standard:return", "退回标准规范草案", "A draft went back to its body."
    STANDARD_WITHDRAW = "standards:standard:withdraw", "废止标准规范", "A standard was taken out of force."
    STANDARD_ADOPT = "standards:standard:adopt", "引入标准", "A standard that others issue was taken over as data."
    STANDARD_SOURCE = "standards:source:decide", "确定数据元的来源", "It was decided which entry is the one source of an element."
    CONFORMANCE_CHECK = "standards:conformance:check", "测算落标率", "A snapshot was measured by the elements that its items name."

    # bases
    BASE_DEFINE = "bases:base:define", "定义基础库或者主题库", "A base or topic database was defined."
    BASE_REVISE = "bases:base:revise", "变更基础库或者主题库的定义", "The definition of a base or topic database was changed."
    BASE_BUILD = "bases:base:build", "归集基础库或者主题库", "A base or topic database was built anew."
    BASE_REFUSE = "bases:base:refuse", "基础库或者主题库未能归集", "A base or topic database could not be built."
    BASE_CONFLICTS = "bases:conflicts:send", "将来源之间的冲突送来源单位整改", "Contradictions were sent to their sources as work orders."
    BASE_READ = "bases:conflicts:read", "查看来源之间的冲突", "Somebody looked at keys and values in which sources contradict each other."
    BASE_LOOK = "bases:record:look", "查看一条归集后的记录", "Somebody looked at one record of a base database for a stated purpose."

    # census
    CENSUS_OPEN = "census:round:open", "开展普查", "A census was opened; every body of the region is asked."
    CENSUS_ANSWER = "census:return:answer", "填报普查", "A body answered items of a census."
    CENSUS_RETURN = "census:return:submit", "报送普查", "A body handed its answers in."
    CENSUS_CLOSE = "census:round:close", "结束普查", "A census was closed; its result is a version of the resource list."

    # projects
    PROJECT_OUTSOURCE = "projects:project:outsource", "登记项目承建单位", "The contractor of a project was recorded."
    PURCHASE_CONTRACT = "projects:purchase:contract", "登记数据采购合同", "The contract of a purchase of data was recorded."
    PURCHASE_PAY = "projects:purchase:pay", "拨付数据采购款项", "The payment of a purchase of data was released."

    # demand
    DEMAND_ASSIGN = "demand:demand:assign", "数据需求确定数源单位", "A demand was taken up and assigned to a provider."
    DEMAND_MERGE = "demand:demand:merge", "合并数据需求", "A demand was merged into another."
    DEMAND_DIRECT = "demand:demand:direct", "告知可用目录", "Whoever asked was shown an entry that there is already."
    DEMAND_PROMISE = "demand:demand:promise", "登记对接会和供给承诺", "A meeting was recorded and the provider promised a day."
    DEMAND_DECLINE = "demand:demand:decline", "数据需求不能满足", "A demand was answered with the reasons why it cannot be met."
    DEMAND_DELIVER = "demand:demand:deliver", "供给数据", "The provider named the entry that meets a demand."
    DEMAND_CONFIRM = "demand:demand:confirm", "数据需求销号", "Whoever needed the data said that it works."
    DEMAND_REJECT = "demand:demand:reject", "供给的数据退回", "What was supplied does not work; the promise runs on."
    DEMAND_HIDE = "demand:demand:hide", "数据需求移出清单", "A demand left the list: withdrawn, or taken out of a merger."
    # participation
    QUESTION_SHOW = "participation:question:show", "公众提问予以公开", "A question of the public was let through."
    QUESTION_ANSWER = "participation:question:answer", "公开回答提问", "A question was answered in public."
    REUSE_SHOW = "participation:reuse:show", "应用案例予以公开", "What somebody made of the data was let through."
    SHOWN_HIDE = "participation:shown:hide", "停止公开", "A question or a reuse was taken down."
    RATING_GIVE = "participation:rating:give", "评分", "Somebody gave an entry stars."
    FAVOURITE_KEEP = "participation:favourite:keep", "收藏目录", "Somebody keeps an entry, or changed its letters."
    FAVOURITE_DROP = "participation:favourite:drop", "取消收藏", "Somebody no longer keeps an entry."
    SEARCH_KEEP = "participation:search:keep", "保存检索", "Somebody saved a search, or changed its letters."
    SEARCH_DROP = "participation:search:drop", "删除保存的检索", "Somebody dropped a saved search."
    LETTERS_STOP = "participation:letters:stop", "退订邮件", "Somebody stopped all letters about what they follow."
    LETTER_MAIL = "participation:letter:mail", "订阅邮件送出", "A letter about what somebody follows was sent."

    # oversight
    CREDIT_RECORD = "oversight:credit:record", "处置记入信用记录", "A measure against misuse was put into the credit record of the user of data."
    CREDIT_CLOSE = "oversight:credit:close", "处置解除或者变更，记入信用记录", "The credit record notes that a measure was lifted or replaced."
    NOTICE_PUBLISH = "oversight:notice:publish", "发布违规使用通告", "A notice of misuse was published."
    NOTICE_WITHDRAW = "oversight:notice:withdraw", "撤下违规使用通告", "A notice of misuse was taken down: lifted, replaced, or its term was over."
    MATTER_ADD = "oversight:matter:add", "事项列入容错免责或者减责清单", "A matter was put on the list of exempt errors or of reduced liability."
    MATTER_END = "oversight:matter:end", "事项移出容错免责或者减责清单", "A matter was taken out of a list of liability."

    # one form
    FORM_DEFINE = "oneform:form:define", "定义表单", "A form was defined: which fields sharing fills and which are asked."
    FORM_END = "oneform:form:end", "表单停用", "A form was taken out of use."
    FORM_FILL = "oneform:filling:begin", "开始填写表单，由共享填入", "A filling began with what sharing gave; the readings are uses of their own."
    FORM_SEND = "oneform:filling:send", "提交表单", "A filling was sent."
    # fmt: on
