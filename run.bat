@echo off
rem Sets up what the program needs (once) and opens the sample; run.bat ROSTER opens that roster.
setlocal
chcp 65001 >nul
set "ROSTER="
if not "%~1"=="" set "ROSTER=%~f1"
pushd "%~dp0"

set "LOG=%TEMP%\xueji-setup.log"
set "CHECK=import sys; sys.exit(not ((3, 11) <= sys.version_info < (3, 14) and sys.maxsize > 2**32))"
set "PYTHON="
for %%v in (3.12 3.11 3.13) do (
    if not defined PYTHON py -%%v -c "%CHECK%" >nul 2>nul && set "PYTHON=py -%%v"
)
if not defined PYTHON python -c "%CHECK%" >nul 2>nul && set "PYTHON=python"
if not defined PYTHON goto no_python

if not exist ".venv\Scripts\python.exe" echo 首次使用，正在准备运行环境，请稍候几分钟……
%PYTHON% -m tools.setup_env run 2>"%LOG%"
if errorlevel 1 goto failed

".venv\Scripts\python.exe" -m tools.run
set "CODE=%errorlevel%"
popd
exit /b %CODE%

:no_python
echo 没有找到 Python。请先从 www.python.org 安装 Python 3.12（64 位），再运行一次。
pause
popd
exit /b 1

:failed
echo 运行环境没有准备好。请检查网络连接后再运行一次；详细情况记录在：
echo %LOG%
pause
popd
exit /b 1
